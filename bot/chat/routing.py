"""Who handles what. The order matters: the first handler of a group that fits an update takes it."""

from typing import Any

from telegram import Message, Update
from telegram.ext import (
    Application,
    ApplicationHandlerStop,
    BaseHandler,
    CallbackQueryHandler,
    InlineQueryHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot.chat.callbacks import pattern
from bot.chat.context import BotContext
from bot.chat.handlers import (
    browse,
    cases,
    compose,
    favourites,
    files,
    gate,
    inline,
    links,
    mass,
    operator,
    orders,
    orders_found,
    papers,
    presets,
    said,
    search,
    settings,
    shelf,
    start,
)

_GATE, _QUESTIONS, _AWAITED, _ROOMS = range(-3, 1)


class Command(filters.MessageFilter):
    """Fits a command, alone or with words behind it, also as `/name@bot`; with no name, any command.

    Unlike PTB's it needs neither the message's entities nor the bot's username, which not every Bot API server gives.
    """

    def __init__(self, name: str | None = None) -> None:
        super().__init__()
        self._wanted = name

    def filter(self, message: Message) -> bool:
        """Tell whether the message begins with the command."""
        word = (message.text or "").partition("\n")[0].partition(" ")[0]
        if not word.startswith("/"):
            return False
        return self._wanted is None or word[1:].partition("@")[0].casefold() == self._wanted


def _command(name: str, callback: gate.Callback) -> MessageHandler[BotContext, None]:
    return MessageHandler(filters.UpdateType.MESSAGE & Command(name), callback)


def _press(action: str, callback: gate.Callback) -> CallbackQueryHandler[BotContext, None]:
    return CallbackQueryHandler(callback, pattern=pattern(action))


def _handlers() -> list[BaseHandler[Update, BotContext, Any]]:
    return [
        _command("start", start.start_sent),
        _command("help", start.help_wanted),
        _command("order", mass.order_sent),
        _command("services", browse.services_wanted),
        _command("search", search.search_sent),
        _command("orders", orders_found.orders_sent),
        _command("status", orders.status_sent),
        _command("refill", orders.refill_sent),
        _command("cancel", orders.cancel_sent),
        _command("settings", settings.settings_wanted),
        _command("balance", gate.for_operators(operator.balance_wanted)),
        _command("admin", gate.for_operators(operator.admin_wanted)),
        *_presses(),
        *_presses_on_links(),
        *_operators_presses(),
        InlineQueryHandler(inline.words_typed),
        CallbackQueryHandler(start.unknown_button_pressed),
        MessageHandler(filters.UpdateType.EDITED_MESSAGE, start.message_edited),
        MessageHandler(Command(), start.unknown_command_sent),
        MessageHandler(filters.TEXT, start.text_received),
        MessageHandler(filters.Document.ALL, files.file_received),
        MessageHandler(~filters.StatusUpdate.ALL, start.other_message_received),
    ]


def _presses() -> list[BaseHandler[Update, BotContext, Any]]:
    return [
        _press("menu", start.start_sent),
        _press("help", start.help_wanted),
        _press("cats", browse.categories_turned),
        _press("cat", browse.category_chosen),
        _press("svc", browse.service_chosen),
        _press("search", search.search_wanted),
        _press("sp", search.results_turned),
        _press("fv", favourites.favourites_wanted),
        _press("rc", favourites.recent_wanted),
        _press("fav", favourites.favourite_chosen),
        _press("fo", favourites.order_kept),
        _press("close", start.closed),
        _press("new", compose.order_wanted),
        _press("drs", compose.draft_resumed),
        _press("dra", compose.answer_pressed),
        _press("drb", compose.back_pressed),
        _press("drx", compose.draft_left),
        _press("drd", compose.drip_feed_wanted),
        _press("drn", compose.drip_feed_dropped),
        _press("dro", compose.option_wanted),
        _press("ok", compose.order_confirmed),
        *_presses_about_orders(),
    ]


def _presses_about_orders() -> list[BaseHandler[Update, BotContext, Any]]:
    return [
        _press("ol", orders_found.orders_wanted),
        _press("of", orders_found.filters_wanted),
        _press("ofs", orders_found.services_to_filter_wanted),
        _press("ofl", orders_found.links_to_filter_wanted),
        _press("oe", papers.export_wanted),
        _press("ot", papers.totals_wanted),
        _press("oc", orders.order_chosen),
        _press("or", orders.refresh_pressed),
        _press("oa", compose.order_again_wanted),
        _press("rq", orders.request_wanted),
        _press("qy", orders.question_answered_yes),
        _press("qn", orders.question_answered_no),
        _press("mo", mass.mass_order_wanted),
        _press("mk", mass.mass_order_confirmed),
        _press("mx", mass.mass_order_left),
        _press("ml", mass.lines_wanted),
        _press("mp", mass.proposal_wanted),
        _press("ms", mass.links_as_sent_wanted),
        _press("aw", mass.waiting_left),
        _press("pl", presets.presets_wanted),
        _press("pn", presets.preset_begun),
        _press("pu", presets.preset_chosen),
        _press("pd", presets.preset_deletion_wanted),
        _press("py", presets.preset_deleted),
        _press("set", settings.settings_wanted),
        _press("setl", settings.language_chosen),
        _press("setn", settings.notices_chosen),
        _press("setd", settings.digest_wanted),
        _press("setq", settings.quiet_hours_wanted),
        _press("setz", settings.zone_wanted),
    ]


def _presses_on_links() -> list[BaseHandler[Update, BotContext, Any]]:
    return [
        _press("lk", links.fitting_wanted),
        _press("lkg", links.categories_turned),
        _press("lkc", links.category_chosen),
        _press("lkn", links.service_chosen),
        _press("lks", links.as_sent_wanted),
        _press("lkw", links.search_wanted),
        _press("lkp", links.platform_named),
        _press("lda", links.doubted_link_used),
        _press("ldn", links.other_link_wanted),
        _press("ldo", links.order_for_doubted_link_wanted),
        _press("ldp", links.platform_of_name_chosen),
        _press("lds", links.answer_as_sent_wanted),
    ]


def _operators_presses() -> list[BaseHandler[Update, BotContext, Any]]:
    return [
        _press("acc", gate.for_operators(operator.access_decided)),
        _press("sh", gate.for_operators(shelf.shelf_wanted)),
        _press("shl", gate.for_operators(shelf.categories_wanted)),
        _press("shk", gate.for_operators(shelf.category_chosen)),
        _press("shs", gate.for_operators(shelf.service_chosen)),
        _press("shh", gate.for_operators(shelf.hiding_chosen)),
        _press("shp", gate.for_operators(shelf.pinning_chosen)),
        _press("shr", gate.for_operators(shelf.renaming_wanted)),
        _press("shn", gate.for_operators(shelf.panels_name_chosen)),
        _press("chg", gate.for_operators(shelf.changes_wanted)),
        _press("chd", gate.for_operators(shelf.daily_word_chosen)),
        _press("cl", gate.for_operators(cases.cases_wanted)),
        _press("co", gate.for_operators(cases.case_chosen)),
        _press("cs", gate.for_operators(cases.search_wanted)),
        _press("ca", gate.for_operators(cases.adoption_wanted)),
        _press("cn", gate.for_operators(cases.closing_wanted)),
        _press("cr", gate.for_operators(cases.resending_wanted)),
        _press("cy", gate.for_operators(cases.decision_confirmed)),
        _press("cx", gate.for_operators(cases.decision_dropped)),
    ]


def add_handlers(application: Application[Any, BotContext, Any, Any, Any, Any]) -> None:
    """Give every kind of update its handler."""
    application.add_handler(TypeHandler(Update, gate.update_arrived), group=_GATE)
    application.add_handler(TypeHandler(Update, shelf.update_arrived), group=_QUESTIONS)
    application.add_handler(TypeHandler(Update, said.update_arrived), group=_AWAITED)
    application.add_handlers(_handlers(), group=_ROOMS)
    application.add_error_handler(_keep_failure)


async def _keep_failure(_: object, context: BotContext) -> None:
    """Hand a handler's failure to the dispatcher, which rolls back and apologises.

    Without the stop PTB would go on with the next group, whose handlers rely on what this one was to do.
    """
    context.turn.failure = context.error
    raise ApplicationHandlerStop
