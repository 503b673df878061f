"""Actions and the trail: how they are told, what they follow from, what has nothing behind it."""
