set "who" "mihon";
if not header :matches "from" "*${who}*" { keep; } else { discard; }
vacation text:
Away.
.
;
