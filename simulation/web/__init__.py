"""Pages in the browser for people without a command line, served from this computer.

`server` serves the `app`, which says which address leads to what; every request passes `safety` first. The `site` is
what all pages share. What answers a request:

- `comparisons`, whose `events` tell how far a comparison is; `runs` computes it, `turns` says whose turn it is, `store`
  keeps it;
- `stories` of one person (`follow`);
- `questions` that take long (`decide`), made by `jobs`;
- `shipped`: what needs no computing, such as `evidence` and the `lesson`;
- `problems`: what is wrong, in words.

`addresses` reads what an address asks for, `composed` a policy in it, `uploads` what a form sends. `pages`, `forms`,
`beside` and `downloads` make what is shown and sent, `api` the same for programs.
"""
