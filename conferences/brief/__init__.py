"""Briefs for the ministry: the whole process, one CBM or one country, as of a day and since the last conference."""
