"""The demo world: a college, an employer, a university, a regulator, and those who learn there.

Everything in it is made up, and made by the program's own use cases: signed, published, revoked
and claimed as in an organization's daily work. One file is one part of the world:

- `folder`: the data folder, what it remembers, and the environment that the server reads.
- `definitions`, `learners`, `histories`: what can be achieved, by whom, and what came of it.
- `accounts`: the people who sign in.
- `northfield`, `lindenhof`, `halden_works`, `skills_office`: the organizations.
- `world`: arranges the parts; `summary` says what there is to see.
"""
