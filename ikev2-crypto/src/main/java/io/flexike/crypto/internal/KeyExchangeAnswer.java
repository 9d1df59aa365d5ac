package io.flexike.crypto.internal;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.kex.KeyExchangeResult;
import io.flexike.crypto.kex.PendingKeyExchange;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * What a key exchange makes of private values that everybody knows, as 16 octets of a SHA-256 in hexadecimal digits:
 * over the public values in their order and the shared secret.
 */
final class KeyExchangeAnswer {
    private static final int NUMBER_OCTETS = 20;
    private static final int MESSAGE_OCTETS = 32;
    private static final int ANSWER_OCTETS = 16;

    private KeyExchangeAnswer() {}

    /** The octets 1, 2, 3 and so on. */
    static byte[] octets(int count) {
        byte[] octets = new byte[count];
        for (int i = 0; i < count; i++) {
            octets[i] = (byte) (i + 1);
        }
        return octets;
    }

    /** Below the order of every group. */
    static BigInteger privateNumber() {
        return new BigInteger(1, octets(NUMBER_OCTETS));
    }

    /** The agreement with a peer whose public value is the generator. */
    static String of(EphemeralKey key, byte[] generator) throws Exception {
        return digest(key.agree(generator), key.publicValue());
    }

    /** Fails if both ends do not share the same secret. */
    static String of(MlKemScheme scheme) throws Exception {
        PendingKeyExchange pending = scheme.initiate(octets(MlKemScheme.SEED_OCTETS));
        KeyExchangeResult result = scheme.respond(pending.publicValue(), octets(MESSAGE_OCTETS));
        SecretBytes secret = pending.complete(result.publicValue());
        if (!secret.equals(result.sharedSecret())) {
            throw new GeneralSecurityException("two secrets instead of one");
        }
        return digest(secret, pending.publicValue(), result.publicValue());
    }

    private static String digest(SecretBytes secret, byte[]... publicValues) throws GeneralSecurityException {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        for (byte[] publicValue : publicValues) {
            sha256.update(publicValue);
        }
        byte[] digest = sha256.digest(Secrets.open(secret));
        return HexFormat.of().formatHex(digest, 0, ANSWER_OCTETS);
    }
}
