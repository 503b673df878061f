"""Addresses of declarations, their paragraphs and commitments, in the language of the page."""

from hoaip.language import page_language, path_in


def commitment_address(commitment):
    return path_in(f"/commitments/{commitment.uid}/", page_language())


def commitment_new_address(**of):
    """The form of a new commitment out of a paragraph or an outcome: `paragraph=` or `outcome=`, a row."""
    ((name, row),) = of.items()
    return path_in(f"/commitments/new/?source={name}:{row.uid}", page_language())


def declaration_address(declaration):
    return path_in(f"/declarations/{declaration.slug}/", page_language())


def paragraph_address(paragraph):
    return path_in(f"/declarations/{paragraph.declaration.slug}/para/{paragraph.number}/", page_language())
