"""Everything a user reads can be translated, and every refusal has its words."""

import ast
import re
from collections.abc import Iterator
from decimal import Decimal

import pytest

from bot.chat.texts import texts_for
from bot.chat.views.problems import REASONS, problem
from bot.domain.errors import (
    AnswerRejected,
    LinkOfOtherPlatform,
    OrderRefused,
    PlatformNotNamed,
    PriceChanged,
    QuantityOutOfRange,
)
from tests.architecture.source import Module, modules

SPEAKING = {"say", "plain", "many", "mark"}
SHOWING = {"View", "Button", "toast", "Html", "paragraphs", "lines"}
# What else may hold words: a button's data, a pattern, a line of the log.
SILENT = {
    "data",
    "compile",
    "match",
    "split",
    "partition",
    "debug",
    "info",
    "warning",
    "error",
    "exception",
    "rejected",
}
# A reason for the programmer, and what is looked for in a text.
UNSAID = (ast.Assert, ast.Raise, ast.Compare)
CHAT = [module for module in modules() if module.path.startswith(("bot/chat/", "bot/services/"))]
# Words of others, which are looked for and never said: in refusals of Telegram and of panels, and a font's name.
FOREIGN = {
    *("message is not modified", "message to edit not found", "message can't be edited"),
    *("no text in the message to edit", "can't parse entities", "chat not found", "user is deactivated"),
    *("bot was kicked", "api key", "not enough funds", "not enough balance", "DejaVu Sans"),
}
SEARCHED = "bot/services/search_synonyms.py"  # what people may write for the same thing, in any language
DOMAIN = [module for module in modules() if module.path.startswith("bot/domain/")]


def called(node: ast.Call) -> str:
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def literals(node: ast.AST) -> Iterator[ast.Constant]:
    """Find the texts in some code that no translator is shown."""
    if isinstance(node, ast.Call) and called(node) in SPEAKING | SILENT:
        spoken = [*node.args[1 + (called(node) == "many") :], *node.keywords] if called(node) in SPEAKING else []
        for part in spoken:
            yield from literals(part)
        return
    if isinstance(node, UNSAID):
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node
    for part in ast.iter_child_nodes(node):
        yield from literals(part)


def has_letters(node: ast.Constant) -> bool:
    return any(char.isalpha() for char in str(node.value))


def without_docstrings(module: Module) -> ast.Module:
    tree = module.tree
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if (
            isinstance(body, list)
            and body
            and isinstance(body[0], ast.Expr)
            and isinstance(body[0].value, ast.Constant)
        ):
            node.body = body[1:]  # type: ignore[attr-defined]
    return tree


def test_there_is_something_to_look_at() -> None:
    """The chat's words are where these tests look for them."""
    assert len(CHAT) > 10
    assert len(DOMAIN) > 10


@pytest.mark.parametrize("module", CHAT, ids=lambda module: module.path)
def test_nothing_shown_is_a_mere_literal(module: Module) -> None:
    """A message, a button and a callback answer are made of said sentences, never of a text in the code."""
    shown = [node for node in ast.walk(module.tree) if isinstance(node, ast.Call) and called(node) in SHOWING]
    found = [
        f"{literal.lineno}: {literal.value!r}"
        for call in shown
        for part in call.args
        for literal in literals(part)
        if has_letters(literal)
        and not any(
            literal in ast.walk(keyword) for inner in ast.walk(part) for keyword in getattr(inner, "keywords", ())
        )
    ]
    assert not found


@pytest.mark.parametrize("module", CHAT, ids=lambda module: module.path)
def test_no_sentence_outside_the_catalogue(module: Module) -> None:
    """No literal of two words or more stands anywhere but in what is said.

    The domain is not looked at: it is full of words of panels and of people, and says nothing.
    """
    sentences = [
        f"{literal.lineno}: {literal.value!r}"
        for literal in literals(without_docstrings(module))
        if literal.value not in FOREIGN and module.path != SEARCHED
        if re.search(r"[^\W\d_]+ +[^\W\d_]+", str(literal.value))
    ]
    assert not sentences


@pytest.mark.parametrize("module", CHAT, ids=lambda module: module.path)
def test_sentences_can_be_extracted(module: Module) -> None:
    """What is said is one literal, or one that was marked elsewhere: the extractor sees no composed texts."""
    said = [node for node in ast.walk(module.tree) if isinstance(node, ast.Call) and called(node) in SPEAKING]
    composed = [
        f"{call.lineno}: {ast.unparse(argument)}"
        for call in said
        for argument in call.args[: 1 + (called(call) == "many")]
        if isinstance(argument, ast.JoinedStr | ast.BinOp | ast.IfExp | ast.BoolOp)
    ]
    assert not composed


@pytest.mark.parametrize("module", CHAT, ids=lambda module: module.path)
def test_placeholders_are_given(module: Module) -> None:
    """Each sentence gets exactly the facts it names, so that none fails when it is said."""
    wrong = []
    for call in ast.walk(module.tree):
        if not isinstance(call, ast.Call) or called(call) not in {"say", "plain", "many"}:
            continue
        named = [part.value for part in call.args[: 1 + (called(call) == "many")] if isinstance(part, ast.Constant)]
        if not named or any(keyword.arg is None for keyword in call.keywords):
            continue
        given = {keyword.arg for keyword in call.keywords} | ({"n"} if called(call) == "many" else set())
        wanted = set(re.findall(r"\{(\w+)\}", " ".join(map(str, named))))
        if wanted - given or given - wanted - {"n"}:
            wrong.append(f"{call.lineno}: {wanted ^ given}")
    assert not wrong


def refusals() -> list[type[OrderRefused]]:
    waiting, found = [OrderRefused], []
    while waiting:
        one = waiting.pop()
        inside = [kind for kind in one.__subclasses__() if kind.__module__.startswith("bot.")]
        waiting += inside
        found += inside
    return sorted(found, key=lambda kind: kind.__name__)


@pytest.mark.parametrize("kind", refusals(), ids=lambda kind: kind.__name__)
def test_every_refusal_has_words(kind: type[OrderRefused]) -> None:
    """No kind of refusal is answered with the sentence for all others."""
    t = texts_for("en")
    made = {
        AnswerRejected: lambda: AnswerRejected("incomplete"),
        QuantityOutOfRange: lambda: QuantityOutOfRange(1, 2, 3),
        LinkOfOtherPlatform: lambda: LinkOfOtherPlatform("X", ["VK"]),
        PlatformNotNamed: lambda: PlatformNotNamed("@name"),
        PriceChanged: lambda: PriceChanged(Decimal(1), Decimal(2)),
    }
    refusal = made.get(kind, kind)()
    assert problem(refusal, t) != problem(OrderRefused(), t)


def rejections() -> list[tuple[str, ast.Call]]:
    return [
        (f"{module.path}:{node.lineno}", node)
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and called(node) == "AnswerRejected"
    ]


def test_every_reason_has_words() -> None:
    """The reasons that the program gives for rejecting an answer are just those that there are words for."""
    reasons = {ast.literal_eval(call.args[0]) for _, call in rejections()}
    assert reasons == set(REASONS)


def test_every_reason_brings_its_facts() -> None:
    """Wherever a reason is given, the facts that its words name come with it."""
    for place, call in rejections():
        named = set(re.findall(r"\{(\w+)\}", REASONS[ast.literal_eval(call.args[0])]))
        assert named <= {keyword.arg for keyword in call.keywords}, place
