/** Of IEEE 802.11-2020: names in 9.4.2.2, passphrases of WPA2 in J.4; the most is what WPA3 takes here. */
export const WIFI_LIMITS = { nameBytes: 32, wpa2MinBytes: 8, passphraseBytes: 128 } as const;
