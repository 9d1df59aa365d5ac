package io.flexike.ike.eap;

import io.flexike.crypto.SecretBytes;
import java.security.MessageDigest;
import java.util.Arrays;

/** The keys of MS-CHAP-V2 (RFC 3079 3), of the 128 bits that EAP takes. */
final class MppeKeys {
    private static final int KEY_OCTETS = 16;
    private static final int MSK_OCTETS = 64;
    private static final int PAD_OCTETS = 40;
    private static final byte[] MAGIC_1 = Names.octets("This is the MPPE Master Key");
    private static final byte[] MAGIC_2 =
            Names.octets("On the client side, this is the send key; on the server side, it is the receive key.");
    private static final byte[] MAGIC_3 =
            Names.octets("On the client side, this is the receive key; on the server side, it is the send key.");

    private final byte[] master;

    private MppeKeys(byte[] master) {
        this.master = master;
    }

    /**
     * {@code GetMasterKey()}, RFC 3079 3.4.
     *
     * @param sha SHA-1 that was fed the hash of the password hash
     */
    static MppeKeys of(MessageDigest sha, byte[] ntResponse) {
        sha.update(ntResponse);
        return new MppeKeys(Arrays.copyOf(sha.digest(MAGIC_1), KEY_OCTETS));
    }

    /** What the authenticator receives and the peer sends with. */
    SecretBytes authenticatorReceives() {
        return start(MAGIC_2);
    }

    /** What the authenticator sends and the peer receives with. */
    SecretBytes authenticatorSends() {
        return start(MAGIC_3);
    }

    /**
     * The master session key: the receive key and the send key of the authenticator, filled up with zeros to the 64
     * octets that RFC 3748 7.10 demands.
     */
    SecretBytes msk() {
        return SecretBytes.concat(
                authenticatorReceives(),
                authenticatorSends(),
                SecretBytes.copyOf(new byte[MSK_OCTETS - 2 * KEY_OCTETS]));
    }

    /** {@code GetAsymmetricStartKey()}, RFC 3079 3.4. */
    private SecretBytes start(byte[] magic) {
        byte[] pad2 = new byte[PAD_OCTETS];
        Arrays.fill(pad2, (byte) 0xf2);
        MessageDigest sha = Digests.sha1();
        sha.update(master);
        sha.update(new byte[PAD_OCTETS]);
        sha.update(magic);
        return SecretBytes.copyOf(sha.digest(pad2)).slice(0, KEY_OCTETS);
    }
}
