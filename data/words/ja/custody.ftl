### 記録の控え、書き出し、削除。

passphrase-prompt = 合い言葉を入力してください（画面には出ません）。
passphrase-again = もう一度、同じ合い言葉を入力してください。
passphrase-differs = 二つの合い言葉が違います。何もしていません。
passphrase-wanted = 合い言葉が必要です。端末から実行するか、--passphrase-file で指定してください。

backup-done = { $file } に控えを作りました（{ $rows } 行）。合い言葉を忘れると開けません。合い言葉を紙に書いて別の場所に保管し、mioboe restore --rehearse で戻せることを確かめてください。
backup-done-kit = { $file } に控えを作りました（{ $rows } 行）。開けるための合い言葉は、非常用の紙にだけ書いてあります。紙と控えは別々に保管し、mioboe restore --rehearse で戻せることを確かめてください。
restore-done = { $file } に戻しました（{ $rows } 行）。
rehearsal-well = この控えは戻せます（{ $made } 作成、{ $rows } 行）。試しに戻したものは消しました。
rehearsal-ill = この控えは、そのままでは戻せません（{ $made } 作成、{ $rows } 行）。新しい控えを作ってください。

forget-what = --account でアカウントの名前を、または --before で日付を指定してください。
forget-sure = 指定した記録を消します。元には戻せません。よろしければ「はい」（y）と入力してください。
forget-yes-wanted = 端末のないところで消すには --yes を付けてください。何もしていません。
forget-nothing-done = 何も消していません。
forget-done = { $mails } 件の記録と { $questions } 件の質問を消しました。ほかに作った控え（backup）には残っています。
forget-copy = 版を上げたときの写しが残っています。要らなければ消してください: { $file }
