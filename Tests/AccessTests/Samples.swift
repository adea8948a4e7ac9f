/// Keys made for these tests, and tokens signed with them by OpenSSL: `sub` ann, `role` participant, `exp` 4000000000,
/// `tenant` north.
enum Samples {
    static let rsaJWK = #"{"kty":"RSA","use":"sig","kid":"r1","e":"AQAB","n":"\#(modulus)"}"#
    static let ecJWK = #"{"kty":"EC","crv":"P-256","kid":"e1","x":"\#(x)","y":"\#(y)"}"#
    static let jwks = #"{"keys":[\#(rsaJWK),\#(ecJWK)]}"#
    static let modulus =
        "pZGLCON57Tkeb61h4nWWMXqVjn5o1cqSWHwEUAiLvWqYrxDcFQkZMTTaKa5yS9cti2EdxjJD0JeKhu2_6mHlro462HsA3yAUS18x"
        + "pAZvDwYw7NjkhOHNyShU56y613wR4pWaMS557mfAQC_XV_LgTxGCQW0ZBOXAgwSTaGy9fimxJS8PpXzKBCTrgtXkRDYxDDbc1KWi"
        + "K2v5pSbvQjtkepEEDyCPyrDf67yJMKq5_R6OE7LNYXlZ-r3AuG13h2qAdwCsj1WViTlndr2qFQwvsgUKSC9i1eMFePvjz0LWlcO0"
        + "W2Jlm4rnss6dcQQkB9ZQcjOrR9HZL8hXholMTG7l-Q"
    static let x =
        "VOhveyK6ah7kS1dgU3b8LwbBIdN8xQuI5bvaJ_N3y9w"
    static let y =
        "cyYImVSsYR4XuLgsIbi1t1JAjA9HWp2zfbH58JwybLM"
    static let rs256 =
        "eyJhbGciOiJSUzI1NiIsImtpZCI6InIxIn0.eyJzdWIiOiJhbm4iLCJyb2xlIjoicGFydGljaXBhbnQiLCJleHAiOjQwMDAwMDAw"
        + "MDAsInRlbmFudCI6Im5vcnRoIn0.WLpNtGAHaJE4W3kdZ_txrm9U6moqkVDbg3BAzT4GTEgH4c06Gd9rA7Us9CrAa3gp1C3Wv1MO"
        + "lb8lNxj5Wg_1ZlHfAUCtQp23CoxFDxRQ3RHMk4RJhYv8tZwruMZxxdbY8ecKkEDnyc1jv7SmTiels77HfsPOydhcuLSDkm3XPOHH"
        + "cj-P8PjxF5WoBWl4iKD9KKryaYQd58ej-wPPGpF4MG1wOs9fZFveLu24htjeafbHGt_O4MWbBuR9j86uKbbhkKVmWL9Ssb2ZUCy2"
        + "-hc-UCZ4cS4vNF4jWPXghFbvW4yab1cHvjbYdEJ9rbD4ulbFqPM-KPu0E5nLawFrkS7eCA"
    static let es256 =
        "eyJhbGciOiJFUzI1NiIsImtpZCI6ImUxIn0.eyJzdWIiOiJhbm4iLCJyb2xlIjoicGFydGljaXBhbnQiLCJleHAiOjQwMDAwMDAw"
        + "MDAsInRlbmFudCI6Im5vcnRoIn0.K31Zv1PUkpIajxzA5oA0YvWA1zrHDVoIdjQ9pBPwrDl4yFRR9hOUkL40bdfJaJKtLRJZmrkB"
        + "lV99bfuN8QyQxA"
    static let unknownKeyID =
        "eyJhbGciOiJSUzI1NiIsImtpZCI6Im5vYm9keSJ9.eyJzdWIiOiJhbm4iLCJyb2xlIjoicGFydGljaXBhbnQiLCJleHAiOjQwMDA"
        + "wMDAwMDAsInRlbmFudCI6Im5vcnRoIn0.Z8D2-JEPXsVmf6r2egDPHAC7VJ_ty9aG6sWoWmeQDlZTGlim1krgpy-I_8a6LeGbpuU"
        + "DG_bPAu9BeWWvS_SeJ4tefSAXw3j0diSJqS10JQz0eF5eHWswYIaEW7OVlE2lb_0X8ccUBXzqcQjqKf7_XJsiI61gG7n8WV4zQpY"
        + "opP9MOCfGf4LUpxVnoo8BzScySZZKUyejFxS7RbjvSysnV1Bql0NfUkFYAGfh2rE5BwTCWjx_5V3v6_J3-S69vjNFa13ZhPyUp56"
        + "JSo8bgBCMeQKgJBPeJJKOpf4ECuB8nAJJcMWHNvVOC5W2l2Sfo5cZkh1uItcZjkrrDvjuysHmkw"
    static let noKeyID =
        "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbm4iLCJyb2xlIjoicGFydGljaXBhbnQiLCJleHAiOjQwMDAwMDAwMDAsInRlbmFudCI"
        + "6Im5vcnRoIn0.YVBbDNFuVJc-fUNqnZJXOORKrkI19KBMCyrtKQHII3JZAOnxXRgwlCCpL1ENgwuv8I5MpkOvnPt1cMMZg_Y-Ppr"
        + "dN6CrXHznzpkwbFSX4jY2E6ju-Vp4_qdex8BNPXWKU8sVscORiyANOktfK5MMbko1MPRwU-LZ_tkM752H12Fm4pR2DU_yVKKRrdS"
        + "r2kSK5obFAV7WfkaIPKP_1Ko11ojuPWe4M8xEO2QKxzbMNr_o8urtXXknu3yW4_6n7V0rnTivnhj27-JpUb9kqPSqSL0TWT_W4V7"
        + "50dvqHFjL-Prr0I1QcQqfZNBvjZlr_TwEEiyoUjah2iIHDpogjVaYMA"
    /// HS256, the public RSA key as PEM being the secret.
    static let signedWithPublicPEM =
        "eyJhbGciOiJIUzI1NiIsImtpZCI6InIxIn0.eyJzdWIiOiJhbm4iLCJyb2xlIjoicGFydGljaXBhbnQiLCJleHAiOjQwMDAwMDAw"
        + "MDAsInRlbmFudCI6Im5vcnRoIn0.a3Dbd3wRad6ElXpiiW9Pry5HlRNW7vVUCvFEH2pFrtU"
    /// HS256, the bytes of the modulus being the secret.
    static let signedWithModulus =
        "eyJhbGciOiJIUzI1NiIsImtpZCI6InIxIn0.eyJzdWIiOiJhbm4iLCJyb2xlIjoicGFydGljaXBhbnQiLCJleHAiOjQwMDAwMDAw"
        + "MDAsInRlbmFudCI6Im5vcnRoIn0.iy9EIKbX9Aj9lJ9Pe--4dxlfZT_WDxNNRY2ZLsVKIzk"
    /// Its header says that `exp` is critical.
    static let critical =
        "eyJhbGciOiJSUzI1NiIsImtpZCI6InIxIiwiY3JpdCI6WyJleHAiXX0.eyJzdWIiOiJhbm4iLCJyb2xlIjoicGFydGljaXBhbnQi"
        + "LCJleHAiOjQwMDAwMDAwMDAsInRlbmFudCI6Im5vcnRoIn0.kI3nLcbhHOj5THy2_Cjmzrd2qNsZWQ29Bvl2YIPvYci6DcJqseej"
        + "PTVu95xbiqje68hgm-r7ZCXlaUPKpLwxKN6QSPouCgmFwhF-6pk8zh4GL5BC0PMiPziSej0MdHoSuF1VEXcXf2ok9qvPFuMHiAzg"
        + "3kvX1I8Bfi76oE4xxrAs8V33Jl2W_NwoLv7Ja_5xl5R-TnD2xydXQ2bRpeXRLJtcJamMwrZC4RrDFBfr7PcjpslZPzU4hv5TNBdd"
        + "Q3p3perYfcGNvw_sOUKUSlAE5R9K9is8BWfNc3Az7XhHf9Yz-eSGMaB7rc8aX35Duk_FWEzp1TLnUeUnW9_dOWHKNQ"
}
