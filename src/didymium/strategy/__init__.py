"""The strategic verbs: leverage, responses, plan, premium and exposure, each with ranges and a run that repeats it."""
