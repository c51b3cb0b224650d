### Watching mailboxes, and what a person is told.

watch-begins = { $count ->
    [one] One mailbox is watched
   *[other] { $count } mailboxes are watched
}. End with Ctrl+C; nothing is lost.
watch-read = { $account }: { $new ->
    [0] nothing new
    [one] one new mail
   *[other] { $new } new mails
}
watch-read-asks = { $account }: { $new ->
    [0] no new mail
    [one] one new mail
   *[other] { $new } new mails
}, { $questions ->
    [one] one thing
   *[other] { $questions } things
} only you can explain. Answer with: mioboe review
watch-judged = { $account }: what happened to the mailbox over time makes { $count ->
    [one] one question
   *[other] { $count } questions
} more pressing. Answer with: mioboe review
watch-unread = { $account }: { $count ->
    [one] one message could not be read
   *[other] { $count } messages could not be read
}; that is kept, or they are tried again in a few minutes.
watch-closed = { $account }: { $count ->
    [one] the server does not open one folder
   *[other] the server does not open { $count } folders
}, so thieves could hide mail there unseen. Tried again in a few minutes.
watch-postponed = { $account }: DNS does not answer, so { $count ->
    [one] one mail that speaks for a brand is
   *[other] { $count } mails that speak for a brand are
} not judged yet. Tried again in a few minutes.
watch-again = { $account }: tried again in { $seconds } seconds
watch-stopped = { $account }: no longer watched. Mend this, then start mioboe watch again.
watch-filters = { $account }: { $lists ->
    [one] one list of filters was read
   *[other] { $lists } lists of filters were read
}
watch-filters-unread = { $account }: { $count ->
    [one] one list of filters
   *[other] { $count } lists of filters
} could not be read. Look at them where you read your mail.
watch-filters-grave = { $account }: mail filters hold a rule that somebody else may have made. Look with: mioboe review
watch-reached = { $account }: can be reached; { $folders ->
    [one] one folder
   *[other] { $folders } folders
}
watch-tested = { $way }: a test notice was handed over. Did it reach you?
watch-told = { $way }: { $count ->
    [one] one thing was told
   *[other] { $count } things were told
}
watch-not-told = { $way }: not told, and tried again ({ $why })
watch-given-up = { $way }: { $count ->
    [one] one thing was not told
   *[other] { $count } things were not told
} ({ $why }). The questions wait in mioboe review.

trouble-not-reached = nobody answers there
trouble-timed-out = no answer in time
trouble-too-many = the other side asks for fewer notices
trouble-server-failed = the other side failed
trouble-not-accepted = the other side does not want it; check address, topic or recipient
trouble-not-allowed = the password or token is wrong
trouble-redirected = the other side sends us elsewhere, where nothing is sent
trouble-wrong-certificate = the certificate is not one for this host
trouble-not-encrypted = the other side does not encrypt
trouble-answer-too-long = the other side says too much
trouble-not-understood = the other side is not understood
trouble-not-written = the notice cannot be written in this form

## What leaves this computer: no code, no link, no order number
tell-asked = Do you remember this?
tell-asked-body = { $brand }: { $kind }, { $sum }. Answer with mioboe review.
tell-asked-body-without-sum = { $brand }: { $kind }. Answer with mioboe review.
tell-asked-filters = The mailbox's own filters hold a rule that you may not have made. Look with mioboe review.
tell-asked-mailbox = Something happened to a mail that matters. Look with mioboe review.
tell-first = The mailbox { $account } was read
tell-first-body = { $questions ->
    [0] Nothing in it needs an answer.
    [one] One thing only you can explain. Answer with mioboe review.
   *[other] { $questions } things only you can explain. Answer with mioboe review.
}
tell-unwatched = A mailbox is no longer watched
tell-unwatched-body = { $account } cannot be read until something is mended. mioboe watch --test tells what.
tell-away = A mailbox cannot be reached
tell-away-body = { $account } could not be read for hours. It is tried on; mioboe watch --test tells what stands in the way.
tell-test = mioboe: a test
tell-test-body = This way of telling works.
tell-several = { $count } things to look at
tell-several-more = and { $count } more
tell-bare = There is something to look at
tell-bare-body = Look with mioboe review.
watch-test-failed = { $way }: the test notice was not told ({ $why }). Nothing was lost; mend this and test again.
watch-way-shut = { $way }: tried again now and then. What there is to tell waits meanwhile.
watch-way-opened = { $way }: can be used now
