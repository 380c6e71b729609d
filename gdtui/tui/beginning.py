"""A new run in place of the playground's: at once, or when the file of its data has been read."""

from dataclasses import replace
from pathlib import Path

from gdtui.engine.config import RunConfig
from gdtui.files.datasets import wanted_of
from gdtui.files.named import other_name
from gdtui.files.presets import Preset, preset_named
from gdtui.files.table.columns import Wanted
from gdtui.files.table.undecided import UndecidedError
from gdtui.tui.driven import DrivenScreen
from gdtui.tui.messages import OpenColumns
from gdtui.tui.panes import STAGE
from gdtui.tui.panes.grid import PaneGrid
from gdtui.tui.panes.settings import SettingsPane
from gdtui.tui.reading import CanceledError, Reading, open_at_once
from gdtui.tui.typed import loss_of

_READING = "reading"  # the group of its workers


class Beginning:
    """How a configuration becomes the run that a playground shows."""

    def __init__(self, screen: DrivenScreen) -> None:
        """`screen` shows the run as soon as there is one."""
        self._screen = screen
        self._reading = Reading()
        self._asked: tuple[str | None, Wanted] | None = None
        """Whose columns somebody was asked about last."""

    def begin(self, config: RunConfig) -> None:
        """Show a new run, or begin to read its data. Raises `ValueError` if there is none such."""
        run = open_at_once(config, self._screen.run)
        if run is None:
            self._screen.run_worker(self._read(config), exclusive=True, group=_READING)
        else:
            self._screen.show_run(run)

    def begin_named(self, text: str) -> Preset | None:
        """Begin the preset of that name, which is returned, or a run on the loss or the data set
        that `text` names, with a start and a rate that suit it; and say what else has changed.

        Raises `ValueError` for a text that names none.
        """
        from gdtui.tui.another_loss import on_another_loss  # noqa: PLC0415 (loads the choices)

        preset = preset_named(text)
        if preset is not None:
            config, said = preset.config, other_name(text)
        else:
            config, said = on_another_loss(self._screen.run, loss_of(text))
        self.begin(config)
        if said:
            self._screen.notify(said)
        return preset

    def begin_chosen(self, config: RunConfig | None) -> None:
        """The same with what somebody chose on another screen, if it was anything."""
        try:
            if config is not None:
                self.begin(config)
        except ValueError as error:
            self._screen.notify(str(error), severity="warning")

    def begin_with_batches(self, size: int | None) -> None:
        """The same run from its start with batches of another size, if one was chosen."""
        config = self._screen.experiment.config
        if size is not None and size != config.batch_size:
            self.begin_chosen(replace(config, batch_size=size))

    @property
    def is_reading(self) -> bool:
        """Whether the run waits for its file."""
        return any(w.group == _READING and not w.is_finished for w in self._screen.workers)

    def cancel(self) -> None:
        """Give up what is being read, if anything is."""
        self._reading.cancel()

    async def _read(self, config: RunConfig) -> None:
        screen, settings = self._screen, self._screen.query_one(SettingsPane)

        def progress(share: float) -> None:
            screen.app.call_from_thread(settings.say, f"reading {share:.0%} · Esc: cancel")

        try:
            run = await self._reading.open_run(config, progress)
        except CanceledError:
            screen.notify(f"Reading {Path(config.data or '').name} canceled.")
        except UndecidedError as error:
            if (config.data, wanted_of(config)) == self._asked:  # asking again would lead nowhere
                settings.complain("data", str(error))
            else:
                self._asked = config.data, wanted_of(config)
                screen.app.post_message(OpenColumns(config, done=self.begin_chosen))
        except ValueError as error:
            settings.complain("data", str(error))
        else:
            self._screen.show_run(run)
            panes = screen.query_one(PaneGrid)
            waits = panes.current is settings  # whoever has gone elsewhere stays there
            if waits and not any(field.is_unsaved for field in settings.fields()):
                panes.go_to(STAGE)
