"""The part "My list" of the tab Atlas: favourites and routines of one's own, kept in the browser and in files."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr

from locator import favourites
from locator.atlas import Lang, load_atlas
from locator.errors import LocatorError
from locator.favourites import Own

from .atlas_view import entry_button
from .shared import Shared
from .told import told
from .words import Words

__all__ = ["build", "kept", "read"]

_STEP = 15  # seconds that a press of - or + changes
#: The browser writes the file itself; a list of nothing is one too.
_SAVE = (Path(__file__).with_name("atlas_save.js")).read_text(encoding="utf-8")
_ASK = "(text, name) => [text, confirm(document.querySelector('#atlas-own-steps [data-sure]').dataset.sure) ? name : null]"


def read(kept: str) -> Own:
    """The browser's list; RecordError when it cannot be read."""
    return favourites.loads(kept) if kept else Own()


def kept(own: Own) -> str:
    """The list as the browser keeps it."""
    return favourites.dumps(own)


def build(
    shared: Shared, own_store: gr.BrowserState, awake: gr.State, script: dict[str, Any], opens: Callable[[gr.HTML], None]
) -> None:
    """`awake` says whether the tab was opened, `script` are the arguments that make an HTML component speak, and `opens` lets
    clicks on entries in one open their cards."""
    words, atlas = shared.words, load_atlas()

    def entries(lang: Lang) -> list[tuple[str, str]]:
        return [(entry.full_name(lang), entry.key) for entry in atlas.entries]

    words.say(gr.Markdown(), value="atlas.own.intro")
    with gr.Row():
        with gr.Column(scale=2, min_width=300):
            words.say(gr.Markdown(), value=lambda lang: f"## {words.text('atlas.own.favourites', lang)}")
            liked = gr.HTML(elem_id="atlas-favourites", **script)
        with gr.Column(scale=3, min_width=300):
            words.say(gr.Markdown(), value=lambda lang: f"## {words.text('atlas.own.routines', lang)}")
            with gr.Row():
                name = words.say(
                    gr.Textbox(max_lines=1, max_length=favourites.LONGEST_NAME, scale=3, elem_id="atlas-own-name"),
                    label="atlas.own.name",
                    placeholder="atlas.own.name.hint",
                )
                create = words.say(gr.Button(scale=1, min_width=100, elem_id="atlas-own-create"), value="atlas.own.create")
            routine = words.say(gr.Dropdown([], value=None, elem_id="atlas-own-routine"), label="atlas.own.routine")
            addition = words.say(
                gr.Dropdown(entries("en"), value=None, elem_id="atlas-own-add"), label="atlas.own.add", choices=entries
            )
            steps = gr.HTML(elem_id="atlas-own-steps", **script)
            delete = words.say(
                gr.Button(size="sm", visible=False, scale=0, min_width=180, elem_id="atlas-own-delete"), value="atlas.own.delete"
            )
    with gr.Row():
        save = words.say(gr.Button(elem_id="atlas-own-save"), value="atlas.own.save")
        load = words.say(gr.UploadButton(file_types=[".json"], type="filepath", elem_id="atlas-own-load"), label="atlas.own.load")

    def show(opened: bool, text: str, selected: str | None, lang: Lang) -> list[Any]:
        if not opened:
            return [gr.skip()] * len(shown)
        try:
            own = read(text)
        except LocatorError as error:
            said = words.text("atlas.own.damaged", lang, error=str(error))
            return [
                f'<p class="said warned" role="alert">{escape(said)}</p>',
                gr.update(choices=[]),
                "",
                gr.update(visible=False),
            ]
        names = [one.name for one in own.routines]
        selected = selected if selected in names else names[-1] if names else None
        return [
            _favourites(own, words, lang),
            gr.update(choices=names, value=selected),
            _steps(own, selected, words, lang),
            gr.update(visible=selected is not None),
        ]

    shown = [liked, routine, steps, delete]
    quick = {"show_progress": "hidden", "queue": False}
    redrawing = [awake.change, own_store.change, shared.lang.change, routine.input]
    gr.on(redrawing, show, [awake, own_store, routine, shared.lang], shown, trigger_mode="always_last", **quick)

    def changed(text: str, change: Callable[[Own], Own]) -> str:
        with told():
            return kept(change(read(text)))

    def made(text: str, title: str) -> tuple[str, str, Any]:
        changed_text = changed(text, lambda own: favourites.with_routine(own, title))
        names = [one.name for one in read(changed_text).routines]
        return changed_text, "", gr.update(choices=names, value=names[-1])

    gr.on([create.click, name.submit], made, [own_store, name], [own_store, name, routine], **quick)

    def added(text: str, selected: str | None, key: str | None) -> tuple[str, None]:
        if key is None:
            return text, None
        if selected is None:
            raise gr.Error(escape("a step needs a routine; give one a name and create it"), print_exception=False)
        return changed(text, lambda own: favourites.with_step(own, selected, key)), None

    addition.input(added, [own_store, routine, addition], [own_store, addition], **quick)

    def acted(text: str, selected: str | None, event: gr.EventData) -> str:
        data = event._data or {}
        act, number = data.get("act"), data.get("step", 0)
        if act == "unlike":
            return changed(text, lambda own: favourites.with_favourite(own, data["key"]))
        if act not in _ACTS or selected is None:
            return text
        return changed(text, lambda own: _ACTS[act](own, selected, number))

    for component in (liked, steps):
        component.click(acted, [own_store, routine], own_store, **quick)
        opens(component)

    def deleted(text: str, selected: str | None) -> str:
        return text if selected is None else changed(text, lambda own: favourites.without_routine(own, selected))

    delete.click(
        deleted,
        [own_store, routine],
        own_store,
        js=_ASK,
        **quick,
    )

    save.click(None, own_store, js=_SAVE)

    def loaded(path: str, lang: Lang) -> str:
        with told():
            own = favourites.loads(Path(path).read_bytes()[: favourites.LARGEST_FILE + 1])
        counts = {"favourites": len(own.favourites), "routines": len(own.routines)}
        gr.Info(words.text("atlas.own.loaded", lang, **counts), title=words.text("atlas.part.own", lang))
        return kept(own)

    load.upload(loaded, [load, shared.lang], own_store, show_progress="hidden")


_ACTS: dict[str, Callable[[Own, str, int], Own]] = {
    "earlier": lambda own, name, number: favourites.with_step_moved(own, name, number, -1),
    "later": lambda own, name, number: favourites.with_step_moved(own, name, number, 1),
    "shorter": lambda own, name, number: _lengthened(own, name, number, -_STEP),
    "longer": lambda own, name, number: _lengthened(own, name, number, _STEP),
    "remove": favourites.without_step,
}


def _lengthened(own: Own, name: str, number: int, by: int) -> Own:
    seconds = own.routine(name).steps[number].seconds + by
    return favourites.with_step_time(own, name, number, min(favourites.LONGEST, max(favourites.SHORTEST, seconds)))


def _favourites(own: Own, words: Words, lang: Lang) -> str:
    if not own.favourites:
        return f"<p>{escape(words.text('atlas.own.favourites.empty', lang))}</p>"
    rows = []
    for entry in map(load_atlas().find, reversed(own.favourites)):
        remove = _act("unlike", "✕", words.text("atlas.own.remove", lang), entry.full_name(lang), key=entry.key)
        rows.append(f'<li><div class="entries">{entry_button(entry, words, lang)}</div><div class="acts">{remove}</div></li>')
    return f'<ul class="steps">{"".join(rows)}</ul>'


def _steps(own: Own, name: str | None, words: Words, lang: Lang) -> str:
    if name is None:
        return f"<p>{escape(words.text('atlas.own.routines.empty', lang))}</p>"
    routine = own.routine(name)
    sure = f'data-sure="{escape(words.text("atlas.own.delete.sure", lang, name=name))}"'
    if not routine.steps:
        return f"<p {sure}>{escape(words.text('atlas.own.steps.empty', lang))}</p>"
    rows = []
    for number, step in enumerate(routine.steps):
        entry = load_atlas().find(step.key)

        def act(kind: str, sign: str, number: int = number, title: str = entry.full_name(lang), off: bool = False) -> str:
            return _act(kind, sign, words.text(f"atlas.own.{kind}", lang), title, number=number, off=off)

        time = words.text("atlas.own.seconds", lang, seconds=step.seconds)
        rows.append(
            f'<li><span class="tally">{number + 1}</span><div class="entries">{entry_button(entry, words, lang)}</div>'
            f'<div class="acts">{act("shorter", "−")}<span class="time">{time}</span>{act("longer", "+")}'
            f"{act('earlier', '↑', off=number == 0)}{act('later', '↓', off=number == len(routine.steps) - 1)}"
            f"{act('remove', '✕')}</div></li>"
        )
    minutes, seconds = divmod(routine.seconds, 60)
    total = words.text("atlas.own.total", lang, count=len(rows), minutes=minutes, seconds=seconds)
    return f'<ol class="steps" {sure}>{"".join(rows)}</ol><p class="score" role="status">{escape(total)}</p>'


def _act(kind: str, sign: str, says: str, title: str, *, number: int = 0, key: str = "", off: bool = False) -> str:
    return (
        f'<button type="button" data-act="{kind}" data-step="{number}" data-key="{escape(key)}" data-again="{kind}-{number}"'
        f' aria-label="{escape(f"{says}: {title}")}" title="{escape(says)}"{" disabled" if off else ""}>{sign}</button>'
    )
