### What could not be read of a mail that is genuine. The id is the name; headline, .why, .do and .limit are all there.

notice-form-unknown = A genuine mail from { $brand }, of a form that is not known here; what it says was not read.
    .why = The sender is proven. Companies change their forms from time to time, and a form that is not known is reported rather than guessed at.
    .do = Open the mail yourself and see whether you recognize the order, the charge or the sign-in it speaks of.
    .limit = Whether it is about money or settings, or about neither, is not known.

notice-form-changed = A genuine mail from { $brand } with the subject of “{ $notice }”, but its text is not in the usual form.
    .why = The form was changed, or the mail is of a kind not seen before. So that no number is mistaken for another, nothing was read.
    .do = Open the mail yourself and see whether you recognize what it says.
    .limit = The subject gives only a hint; what the text tells is not known.

notice-part-unread = In a genuine mail from { $brand } ({ $notice }), { $part } could not be read.
    .why = It does not stand in its usual place, or not in a readable form. No other number was taken for it.
    .do = Open the mail yourself and look at that part.
    .limit = What stands in the part that could not be read is not known.

notice-parts-contradict = A genuine mail from { $brand } ({ $notice }) says two different things about { $part }.
    .why = Two statements about the same thing differ, and nothing shows which one is right. Neither was taken.
    .do = Open the mail yourself, or open { $brand }’s site by hand, and see which is right.
    .limit = Whether the company made a slip or two separate things stand side by side cannot be told.
