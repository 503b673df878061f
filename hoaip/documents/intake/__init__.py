"""What a file must be to be taken in: known by name and by content, bounded, and without anything that acts."""

from hoaip.documents.intake.examine import Examined, Unfit, examine

__all__ = ["Examined", "Unfit", "examine"]
