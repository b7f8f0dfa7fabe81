"""Where the course's repository is on the web, and where a class opens it from there."""

import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

BRANCH = "main"


class AddressError(ValueError):
    """One sentence: what was given, and what an address looks like."""


@dataclass(frozen=True)
class Address:
    """A Git repository that anybody can read: `host` such as github.com, `path` such as OWNER/NAME."""

    host: str
    path: str

    @classmethod
    def of(cls, given: str) -> "Address":
        """The address in any form that Git knows, as https. AddressError if it is none."""
        form = re.fullmatch(r"(?:ssh://git@([\w.-]+)(?::\d+)?/|git@([\w.-]+):)(.+)", given.strip())
        web = f"https://{form[1] or form[2]}/{form[3]}" if form else given.strip()
        try:
            parts = urlsplit(web)
        except ValueError:
            parts = urlsplit("")
        names = parts.path.strip("/").removesuffix(".git").split("/")
        is_host = re.fullmatch(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(:\d+)?", parts.netloc)
        are_names = all(re.fullmatch(r"\w[\w.-]*", name, re.ASCII) for name in names)
        many = len(names) == 2 if parts.netloc == "github.com" else 2 <= len(names) <= 20
        if parts.scheme != "https" or not (is_host and are_names and many) or parts.query or parts.fragment:
            raise AddressError(
                f"{given!r} is no address of a Git repository, such as https://github.com/OWNER/NAME"
            )
        return cls(parts.netloc, "/".join(names))

    @property
    def url(self) -> str:
        return f"https://{self.host}/{self.path}"

    def page(self, path: str, kind: str = "blob") -> str:
        """Where a file of the repository (or a folder: kind "tree") is shown."""
        return f"{self.url}/{kind}/{BRANCH}/{path}"

    def colab(self, notebook: str) -> str | None:
        """Where a notebook of the repository opens in Colab, which knows no other host than GitHub."""
        if self.host != "github.com":
            return None
        return f"https://colab.research.google.com/github/{self.path}/blob/{BRANCH}/{notebook}"

    def kaggle(self, notebook: str) -> str | None:
        """Where a notebook of the repository opens on Kaggle, as the reader's own copy; from GitHub as well."""
        if self.host != "github.com":
            return None
        return f"https://kaggle.com/kernels/welcome?src={self.page(notebook)}"

    def website(self) -> str | None:
        """Where GitHub publishes the website; None for other hosts."""
        if self.host != "github.com":
            return None
        owner, name = self.path.split("/")
        return f"https://{owner.lower()}.github.io/{name}/"

    def binder(self, page: str) -> str:
        """Where the whole repository opens on Binder, in JupyterLab, at one of its pages."""
        kinds = {"github.com": f"gh/{self.path}", "gitlab.com": f"gl/{quote(self.path, safe='')}"}
        repository = kinds.get(self.host, f"git/{quote(self.url, safe='')}")
        return f"https://mybinder.org/v2/{repository}/{BRANCH}?urlpath=lab/tree/{page}"
