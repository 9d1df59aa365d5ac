package io.flexike.flexvpn.interop;

import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.PrfAlgorithm;
import io.flexike.flexvpn.policy.IpsecProfile;

/** Algorithms of an IKE SA and its Child SA, in the notations of both implementations. */
enum Suite {
    /** AES-GCM with 128 bits, Curve25519. */
    GCM_128("aes128gcm16-prfsha256-x25519", "aes128gcm16"),
    /** AES-CBC with 256 bits, HMAC-SHA-256, the 2048-bit MODP group. */
    CBC_256("aes256-sha256-modp2048", "aes256-sha256");

    private final String charonIke;
    private final String charonEsp;

    Suite(String charonIke, String charonEsp) {
        this.charonIke = charonIke;
        this.charonEsp = charonEsp;
    }

    /** As {@code swanctl.conf} has it. */
    String charonIke() {
        return charonIke;
    }

    /** As {@code swanctl.conf} has it. */
    String charonEsp() {
        return charonEsp;
    }

    Proposal ike() {
        return switch (this) {
            case GCM_128 ->
                Proposal.ike()
                        .encryption(EncryptionAlgorithm.AES_GCM_16, 128)
                        .prf(PrfAlgorithm.HMAC_SHA2_256)
                        .keyExchange(KeyExchangeMethod.CURVE25519)
                        .build();
            case CBC_256 ->
                Proposal.ike()
                        .encryption(EncryptionAlgorithm.AES_CBC, 256)
                        .integrity(IntegrityAlgorithm.HMAC_SHA2_256_128)
                        .prf(PrfAlgorithm.HMAC_SHA2_256)
                        .keyExchange(KeyExchangeMethod.MODP_2048)
                        .build();
        };
    }

    Proposal esp() {
        return switch (this) {
            case GCM_128 ->
                Proposal.esp().encryption(EncryptionAlgorithm.AES_GCM_16, 128).build();
            case CBC_256 ->
                Proposal.esp()
                        .encryption(EncryptionAlgorithm.AES_CBC, 256)
                        .integrity(IntegrityAlgorithm.HMAC_SHA2_256_128)
                        .build();
        };
    }

    IpsecProfile ipsec() {
        return IpsecProfile.named(name()).proposals(esp()).build();
    }
}
