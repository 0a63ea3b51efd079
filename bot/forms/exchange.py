"""The form that takes a file."""

from discord import ui

from bot.forms.returned import LastingModal

FILE = "file"


class ImportModal(LastingModal):
    """Asks for the file to import."""

    def __init__(self) -> None:
        super().__init__(title="Import facts into this server", custom_id="import:file", timeout=None)
        upload: ui.FileUpload[ImportModal] = ui.FileUpload(custom_id=FILE, min_values=1, max_values=1)
        self.add_item(
            ui.Label(
                text="File",
                description="One that /export wrote, of at most 1 MiB. You see first what it changes.",
                component=upload,
            )
        )
