"""The lists of documents: above the series, and on the screen that says that there is no picture."""

from app.page import disc, dom, mask, words

__all__ = ["Documents", "called", "ordered", "signed"]

FEW = 4  # so many are shown without being asked for: more would take over a third of a screen of 800 pixels
PLACES = ("documents", "nothing-documents")
RANKS = ("key objects", "document (", "report or", "ecg", "film", "report", "curve")  # parts of the kinds that the core tells


class Documents:
    """Both lists; written anew only when something in them changed."""

    def __init__(self):
        self.listed = None

    def clear(self):
        self.show((), (), None)

    def show(self, documents, patients, hidden):
        """List the documents; patients: of the pictures; hidden: words that nobody may see, or None."""
        told, owners = [], disc.owners(patients, documents)
        for one in ordered(documents):
            owner = owners.get(one["id"], "")
            if hidden is not None:
                owner = owner and mask.HIDDEN
            told.append((one["id"], called(one, hidden), words.document_kind(one["kind"]), owner))
        if told == self.listed:
            return
        fold = dom.element("documents")
        if len(told) > FEW and (self.listed is None or len(self.listed) <= FEW):
            fold.open = False
        elif not self.listed:
            fold.open = True
        self.listed = told
        for place in PLACES:
            dom.show(place, bool(told))
            target = dom.element(place + "-list")
            dom.clear(target)
            for identity, title, kind, owner in told:
                button = dom.make("button", "paper", None, dom.make("li", None, None, target))
                button.type = "button"
                button.setAttribute("data-do", "open-document")
                button.setAttribute("data-document", identity)
                button.setAttribute("data-testid", "document")
                said = signed(button)
                dom.make("span", "title", title, said)
                if kind != title:
                    dom.make("span", "kind", kind, said)
                if owner:
                    dom.make("span", "kind", owner if hidden is not None else "of " + owner, said)
        dom.text("documents-title", "Documents (" + str(len(told)) + ")")


def called(told, hidden):
    """Give the name of a document, the same in the lists and where it is read; hidden: words that nobody may see, or None."""
    title = words.readable(told["title"]) or words.document_kind(told["kind"])
    return title if hidden is None else mask.text(title, hidden)


def signed(paper):
    """Draw the sign of a document on its card, and give the part beside it, for the words."""
    dom.make("span", "sign", None, paper).append(dom.element("paper-sign").content.cloneNode(True))
    return dom.make("span", None, None, paper)


def ordered(documents):
    """Give the documents in the order in which people want to read them, pictures that somebody marked first."""
    return sorted(documents, key=rank)


def rank(told):
    kind = told["kind"].lower()
    for number, mark in enumerate(RANKS):
        if mark in kind:
            return number
    return len(RANKS)
