"""Files as they come over the line: more than is taken never reaches the disk, and the other fields still arrive."""

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from hoaip.models import LARGEST

# Of all files of one form together.
MOST_TOGETHER = 2 * LARGEST


class TooLarge(UploadedFile):
    """In place of a file that was larger than is taken: its name and its size, and none of its bytes."""


class BoundedUploadHandler(FileUploadHandler):
    """Stands first: passes on what is within bounds and lets the rest run out, so that the form can say so."""

    def __init__(self, request=None):
        super().__init__(request)
        self.together = 0

    def receive_data_chunk(self, raw_data, start):
        self.together += len(raw_data)
        if start + len(raw_data) > LARGEST or self.together > MOST_TOGETHER:
            return None
        return raw_data

    def file_complete(self, file_size):
        if file_size <= LARGEST and self.together <= MOST_TOGETHER:
            return None
        return TooLarge(file=ContentFile(b""), name=self.file_name, size=file_size)
