"""The umbrella: what feeds it, who belongs where, who came, what organizations run beside our measures."""
