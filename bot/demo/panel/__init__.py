"""A sandbox panel: the API v2 over HTTP with no account, for the demo, the tests and anybody's client."""

from bot.demo.panel.catalogue import CatalogueRow, believable_catalogue, make_catalogue
from bot.demo.panel.faults import Fault, FaultKind
from bot.demo.panel.http import DEFAULT_KEY, sandbox_app
from bot.demo.panel.oddities import Oddities
from bot.demo.panel.order import SandboxOrder
from bot.demo.panel.refusal import Refusal
from bot.demo.panel.sandbox import FIRST_ORDER_ID, Sandbox
from bot.demo.panel.server import SandboxServer, run_sandbox, serve_sandbox

__all__ = [
    "DEFAULT_KEY",
    "FIRST_ORDER_ID",
    "CatalogueRow",
    "Fault",
    "FaultKind",
    "Oddities",
    "Refusal",
    "Sandbox",
    "SandboxOrder",
    "SandboxServer",
    "believable_catalogue",
    "make_catalogue",
    "run_sandbox",
    "sandbox_app",
    "serve_sandbox",
]
