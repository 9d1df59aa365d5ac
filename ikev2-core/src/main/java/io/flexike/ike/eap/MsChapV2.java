package io.flexike.ike.eap;

import io.flexike.crypto.SecretAccess;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.legacy.LegacyAlgorithms;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;

/**
 * The computations of MS-CHAP-V2 (RFC 2759 8) for one user and one pair of challenges.
 *
 * <p>All of it hangs on DES keys of 56 bits: whoever records an exchange outside of a tunnel finds the password hash.
 */
final class MsChapV2 {
    static final int CHALLENGE_OCTETS = 16;
    static final int RESPONSE_OCTETS = 24;
    private static final int HASH_OCTETS = 16;
    private static final byte[] MAGIC_1 = Names.octets("Magic server to client signing constant");
    private static final byte[] MAGIC_2 = Names.octets("Pad to make it do more than one iteration");

    private final LegacyAlgorithms legacy;
    private final byte[] challenge;
    private final SecretBytes passwordHash;

    /**
     * The challenge and the hash that the rest is made of.
     *
     * @param authenticatorChallenge 16 octets
     * @param peerChallenge 16 octets
     * @param name as it goes over the wire; a domain before a backslash does not count
     * @param password in UTF-8
     */
    MsChapV2(
            LegacyAlgorithms legacy,
            byte[] authenticatorChallenge,
            byte[] peerChallenge,
            byte[] name,
            SecretBytes password) {
        this.legacy = legacy;
        this.challenge = challengeHash(authenticatorChallenge, peerChallenge, name);
        SecretBytes unicode = utf16(password);
        this.passwordHash = legacy.md4(unicode);
        unicode.destroy();
    }

    // RFC 2759 8.2: only the user name, without any domain name before it.
    private static byte[] challengeHash(byte[] authenticatorChallenge, byte[] peerChallenge, byte[] name) {
        int from = 0;
        for (int i = 0; i < name.length; i++) {
            from = name[i] == '\\' ? i + 1 : from;
        }
        MessageDigest sha = Digests.sha1();
        sha.update(peerChallenge);
        sha.update(authenticatorChallenge);
        sha.update(name, from, name.length - from);
        return Arrays.copyOf(sha.digest(), LegacyAlgorithms.DES_BLOCK_OCTETS);
    }

    // RFC 2759 4: a password is a string of Unicode characters, in 8.3 hashed as little-endian pairs of octets.
    private static SecretBytes utf16(SecretBytes utf8) {
        byte[] octets = utf8.toByteArray(SecretAccess.granted());
        CharBuffer characters = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(octets));
        byte[] pairs = new byte[2 * characters.remaining()];
        for (int i = 0; i < pairs.length; i += 2) {
            char character = characters.get(i / 2);
            pairs[i] = (byte) character;
            pairs[i + 1] = (byte) (character >>> 8);
        }
        SecretBytes secret = SecretBytes.copyOf(pairs);
        Arrays.fill(octets, (byte) 0);
        Arrays.fill(pairs, (byte) 0);
        while (characters.hasRemaining()) {
            characters.put(characters.position(), '\0').get();
        }
        return secret;
    }

    /** {@code GenerateNTResponse()}, RFC 2759 8.1 and 8.5: 24 octets. */
    byte[] ntResponse() {
        int key = LegacyAlgorithms.DES_KEY_OCTETS;
        SecretBytes padding = SecretBytes.copyOf(new byte[3 * key - HASH_OCTETS]);
        SecretBytes padded = SecretBytes.concat(passwordHash, padding);
        ByteBuffer response = ByteBuffer.allocate(RESPONSE_OCTETS);
        for (int from = 0; from < padded.length(); from += key) {
            SecretBytes third = padded.slice(from, from + key);
            response.put(legacy.desEncrypt(third, challenge));
            third.destroy();
        }
        padded.destroy();
        return response.array();
    }

    /** {@code GenerateAuthenticatorResponse()}, RFC 2759 8.7: the 42 characters from {@code S=} on. */
    String authenticatorResponse(byte[] ntResponse) {
        MessageDigest sha = Digests.sha1();
        updateWithHashOfHash(sha);
        sha.update(ntResponse);
        byte[] digest = sha.digest(MAGIC_1);
        sha.update(digest);
        sha.update(challenge);
        byte[] proof = sha.digest(MAGIC_2);
        return "S=" + HexFormat.of().formatHex(proof).toUpperCase(Locale.ROOT);
    }

    /** The keys of the session (RFC 3079 3). */
    MppeKeys keys(byte[] ntResponse) {
        MessageDigest sha = Digests.sha1();
        updateWithHashOfHash(sha);
        return MppeKeys.of(sha, ntResponse);
    }

    private void updateWithHashOfHash(MessageDigest sha) {
        SecretBytes twice = legacy.md4(passwordHash);
        byte[] octets = twice.toByteArray(SecretAccess.granted());
        sha.update(octets);
        Arrays.fill(octets, (byte) 0);
        twice.destroy();
    }

    void destroy() {
        passwordHash.destroy();
    }
}
