"""Small rooms."""

from tests.architecture.source import modules

MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 50


def test_files() -> None:
    """No file is longer than a reader holds in mind."""
    lengths = {module.path: len(module.text.splitlines()) for module in modules("bot", "tests")}
    assert not {path: length for path, length in lengths.items() if length > MAX_FILE_LINES}


def test_functions() -> None:
    """No function is longer than a screen."""
    lengths = {
        f"{module.path}:{function.lineno} {function.name}": (function.end_lineno or 0) - function.lineno + 1
        for module in modules()
        for function in module.functions
    }
    assert not {name: length for name, length in lengths.items() if length > MAX_FUNCTION_LINES}
