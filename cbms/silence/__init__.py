"""The silence procedure read: who is asked, until when, what stands, and the certificate of its result."""
