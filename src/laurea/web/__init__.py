"""The product for people: Laurea as a web server, built with Django.

`settings` comes from the environment, `application` sets Django up, `urls` lists the addresses.
`security` and `design` are shared by the rooms; each other folder is a room, and the rooms have
an order: a room imports only rooms below it, and of those never the `models`.
"""
