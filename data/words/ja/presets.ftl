### メールサービスについて分かっていること。

preset-id = 設定には: preset = "{ $id }"
preset-server = サーバー: { $server }（{ $security }）
preset-security-tls = TLS
preset-security-starttls = STARTTLS
preset-user = ユーザー名: { $user }
preset-user-address = メールアドレス全体
preset-user-before-at = メールアドレスの @ より前
preset-user-given = サービスから渡された名前
preset-login = 入り方: { $login }
preset-login-password = メールボックスのパスワード
preset-login-app-password = プログラム用に作るパスワード（アプリ パスワード）
preset-login-xoauth2 = OAuth のアクセストークン（パスワードでは入れません）
preset-page = サービスの案内: { $page }
preset-known = 根拠: { $standing }。調べた日: { $day }。
preset-standing-official = サービスの案内を見て確かめたもの
preset-standing-reported = ほかの人の記録（サービスの案内は見ていません）
preset-standing-unverified = 出典が見つからないもの
preset-source = 出典: { $source }
preset-entry = このメールボックスを見守るには、設定ファイル（ふつうは ~/.config/mioboe/config.toml）に次のように書きます。
preset-entry-user = ここにメールアドレス
preset-entry-then = 次に mioboe secret set { $id } でパスワードを預け、mioboe watch --test で試してください。
