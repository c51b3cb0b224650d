### だれもいないときに mioboe が使う、登録したパスワードやトークン。

secret-prompt = { $name } のパスワードを入力してください（画面には出ません）。
secret-wanted = パスワードが必要です。端末から実行するか、--from でファイルを指定してください。
secret-kept = { $name } を登録しました（{ $place }）。
secret-removed = { $name } を消しました（{ $place }）。
secret-there = { $name } はあります（{ $place }）。
secret-there-empty = { $name } はありますが、中身が空です（{ $place }）。
secret-absent = { $name } はありません（{ $place }）。
secret-not-named = 設定には、まだ一つもパスワードの名前がありません。
secret-not-named-but = 設定にこの名前はありません。設定にある名前: { $names }
secrets-keyring = デスクトップのキーリング
secrets-credentials = systemd の資格情報
