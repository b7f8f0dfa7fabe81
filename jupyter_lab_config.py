"""Read by `jupyter lab` when it is started in this folder: it opens on the course, with no questions asked."""

from pathlib import Path

c = get_config()  # noqa: F821 (Jupyter defines it)

START = "notebooks/START_HERE.md"
c.LabApp.default_url = f"/lab/tree/{START}?factory=Markdown%20Preview"
c.LabApp.app_settings_dir = str(Path(__file__).parent / "tools" / "jupyterlab")
