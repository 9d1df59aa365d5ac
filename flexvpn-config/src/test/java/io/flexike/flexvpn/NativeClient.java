package io.flexike.flexvpn;

import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.suite.ProposalBuilder;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.PrfAlgorithm;
import io.flexike.crypto.transform.SequenceNumbers;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.identity.Identification;
import io.flexike.ike.identity.IdentificationType;
import io.flexike.ike.payload.CertReqPayload;
import io.flexike.ike.payload.CertificateEncoding;
import io.flexike.ike.payload.ConfigurationAttribute;
import io.flexike.ike.payload.ConfigurationAttributeType;
import io.flexike.ike.payload.ConfigurationType;
import io.flexike.ike.payload.CpPayload;
import io.flexike.ike.payload.IdrPayload;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.payload.SaPayload;
import io.flexike.ike.payload.TsiPayload;
import io.flexike.ike.payload.TsrPayload;
import io.flexike.ike.payload.VendorIdPayload;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.selector.TrafficSelector;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * What the clients of operating systems send, in their order, as the logs of gateways and, for Android, its source show
 * it.
 */
enum NativeClient {
    /** As long as nobody has changed its registry: strong algorithms, but a weak group in every proposal. */
    WINDOWS_DEFAULT {
        @Override
        List<Proposal> ike() {
            List<Proposal> all = new ArrayList<>();
            for (int keyBits : new int[] {0, 128, 192, 256}) {
                all.add(offer(keyBits, IntegrityAlgorithm.HMAC_SHA1_96, PrfAlgorithm.HMAC_SHA1));
                all.add(offer(keyBits, IntegrityAlgorithm.HMAC_SHA2_256_128, PrfAlgorithm.HMAC_SHA2_256));
                all.add(offer(keyBits, IntegrityAlgorithm.HMAC_SHA2_384_192, PrfAlgorithm.HMAC_SHA2_384));
            }
            return all;
        }

        private Proposal offer(int keyBits, IntegrityAlgorithm integrity, PrfAlgorithm prf) {
            return encrypting(Proposal.ike(), keyBits)
                    .integrity(integrity)
                    .prf(prf)
                    .keyExchange(KeyExchangeMethod.MODP_1024)
                    .build();
        }

        @Override
        List<Proposal> esp() {
            return List.of(espCbc(256, IntegrityAlgorithm.HMAC_SHA1_96), espCbc(0, IntegrityAlgorithm.HMAC_SHA1_96));
        }

        @Override
        List<Payload> init(Payload natSource, Payload natDestination) {
            return WINDOWS_HARDENED.init(natSource, natDestination);
        }

        @Override
        Identification identity() {
            return WINDOWS_HARDENED.identity();
        }

        @Override
        List<Payload> auth(byte[] authority, SaPayload esp) {
            return WINDOWS_HARDENED.auth(authority, esp);
        }
    },
    /**
     * After Set-VpnConnectionIPsecConfiguration: one proposal. Identifies itself by its private address, names no
     * responder, asks for every authority that it knows, and for WINS and for servers of its own.
     */
    WINDOWS_HARDENED {
        @Override
        List<Proposal> ike() {
            return List.of(ikeCbc(KeyExchangeMethod.MODP_2048));
        }

        @Override
        List<Proposal> esp() {
            return List.of(espCbc(256, IntegrityAlgorithm.HMAC_SHA2_256_128));
        }

        @Override
        List<Payload> init(Payload natSource, Payload natDestination) {
            return List.of(
                    NotifyPayload.of(NotifyType.IKEV2_FRAGMENTATION_SUPPORTED),
                    natSource,
                    natDestination,
                    // MS NT5 ISAKMPOAKLEY 9, MS-Negotiation Discovery Capable, Vid-Initial-Contact, IKE CGA 2
                    vendor("1e2b516905991c7d7c96fcbfb587e46100000009"),
                    vendor("fb1de3cdf341b7ea16b7e5be0855f120"),
                    vendor("26244d38eddb61b3172a36e3d0cfb819"),
                    vendor("01528bbbc00696121849ab9a1c5b2a5100000002"));
        }

        @Override
        Identification identity() {
            return new Identification(IdentificationType.IPV4_ADDR, ScriptedClient.PRIVATE_ADDRESS.getAddress());
        }

        @Override
        List<Payload> auth(byte[] authority, SaPayload esp) {
            return List.of(
                    new CertReqPayload(CertificateEncoding.X509_SIGNATURE, manyAuthoritiesAnd(authority)),
                    NotifyPayload.of(NotifyType.MOBIKE_SUPPORTED),
                    wishes(
                            ConfigurationAttributeType.INTERNAL_IP4_ADDRESS,
                            ConfigurationAttributeType.INTERNAL_IP4_DNS,
                            ConfigurationAttributeType.INTERNAL_IP4_NBNS,
                            ConfigurationAttributeType.MICROSOFT_IP4_SERVER,
                            ConfigurationAttributeType.INTERNAL_IP6_ADDRESS,
                            ConfigurationAttributeType.INTERNAL_IP6_DNS,
                            ConfigurationAttributeType.MICROSOFT_IP6_SERVER),
                    esp,
                    new TsiPayload(EVERYTHING),
                    new TsrPayload(EVERYTHING));
        }

        /** The message is longer than a packet then, and it sends fragments. */
        private byte[] manyAuthoritiesAnd(byte[] authority) {
            byte[] others = new byte[60 * authority.length];
            new Random(1).nextBytes(others);
            return ScriptedKeys.concat(others, authority);
        }
    },
    /** iOS 16: names both ends, asks for no certificate, for both families, with DHCP and masks. */
    APPLE {
        @Override
        List<Proposal> ike() {
            return List.of(
                    ikeCbc(KeyExchangeMethod.MODP_2048),
                    ikeCbc(KeyExchangeMethod.ECP_256),
                    ikeCbc(KeyExchangeMethod.MODP_1536),
                    sha1(128),
                    sha1(0));
        }

        private Proposal sha1(int keyBits) {
            return encrypting(Proposal.ike(), keyBits)
                    .integrity(IntegrityAlgorithm.HMAC_SHA1_96)
                    .prf(PrfAlgorithm.HMAC_SHA1)
                    .keyExchange(KeyExchangeMethod.MODP_1024)
                    .build();
        }

        @Override
        List<Proposal> esp() {
            return List.of(
                    espCbc(256, IntegrityAlgorithm.HMAC_SHA2_256_128),
                    espCbc(128, IntegrityAlgorithm.HMAC_SHA1_96),
                    espCbc(0, IntegrityAlgorithm.HMAC_SHA1_96));
        }

        @Override
        List<Payload> init(Payload natSource, Payload natDestination) {
            return List.of(
                    NotifyPayload.of(NotifyType.REDIRECT_SUPPORTED),
                    natSource,
                    natDestination,
                    NotifyPayload.of(NotifyType.IKEV2_FRAGMENTATION_SUPPORTED));
        }

        @Override
        Identification identity() {
            return new Identification(IdentificationType.KEY_ID, octets("anas-phone"));
        }

        @Override
        List<Payload> auth(byte[] authority, SaPayload esp) {
            return List.of(
                    NotifyPayload.of(NotifyType.INITIAL_CONTACT),
                    NotifyPayload.of(NotifyType.MOBIKE_SUPPORTED),
                    GATEWAY,
                    wishes(
                            ConfigurationAttributeType.INTERNAL_IP4_ADDRESS,
                            ConfigurationAttributeType.INTERNAL_IP4_DHCP,
                            ConfigurationAttributeType.INTERNAL_IP4_DNS,
                            ConfigurationAttributeType.INTERNAL_IP4_NETMASK,
                            ConfigurationAttributeType.INTERNAL_IP6_ADDRESS,
                            ConfigurationAttributeType.INTERNAL_IP6_DHCP,
                            ConfigurationAttributeType.INTERNAL_IP6_DNS,
                            ConfigurationAttributeType.INTERNAL_DNS_DOMAIN),
                    NotifyPayload.of(NotifyType.ESP_TFC_PADDING_NOT_SUPPORTED),
                    NotifyPayload.of(NotifyType.NON_FIRST_FRAGMENTS_ALSO),
                    esp,
                    new TsiPayload(EVERYTHING),
                    new TsrPayload(EVERYTHING));
        }
    },
    /**
     * Android 12: offers everything in two proposals, the key exchange of the strongest group first, takes signatures
     * of RFC 7427, and answers the question who it is with nothing.
     */
    ANDROID {
        @Override
        List<Proposal> ike() {
            ProposalBuilder normal = Proposal.ike();
            for (int keyBits : new int[] {256, 192, 128}) {
                normal.encryption(EncryptionAlgorithm.AES_CTR, keyBits);
                normal.encryption(EncryptionAlgorithm.AES_CBC, keyBits);
            }
            integrity(normal);
            ProposalBuilder aead = aead(Proposal.ike());
            for (ProposalBuilder each : List.of(normal, aead)) {
                each.keyExchange(KeyExchangeMethod.MODP_4096)
                        .keyExchange(KeyExchangeMethod.CURVE25519)
                        .keyExchange(KeyExchangeMethod.MODP_3072)
                        .keyExchange(KeyExchangeMethod.MODP_2048)
                        .prf(PrfAlgorithm.HMAC_SHA2_512)
                        .prf(PrfAlgorithm.HMAC_SHA2_384)
                        .prf(PrfAlgorithm.HMAC_SHA2_256)
                        .prf(PrfAlgorithm.AES128_XCBC)
                        .prf(PrfAlgorithm.AES128_CMAC)
                        .prf(PrfAlgorithm.HMAC_SHA1);
            }
            return List.of(normal.build(), aead.build());
        }

        @Override
        List<Proposal> esp() {
            ProposalBuilder normal = Proposal.esp();
            for (int keyBits : new int[] {256, 192, 128}) {
                normal.encryption(EncryptionAlgorithm.AES_CTR, keyBits);
                normal.encryption(EncryptionAlgorithm.AES_CBC, keyBits);
            }
            return Stream.of(integrity(normal), aead(Proposal.esp()))
                    .map(each -> each.sequenceNumbers(SequenceNumbers.STANDARD).build())
                    .toList();
        }

        private ProposalBuilder integrity(ProposalBuilder proposal) {
            return proposal.integrity(IntegrityAlgorithm.HMAC_SHA2_512_256)
                    .integrity(IntegrityAlgorithm.HMAC_SHA2_384_192)
                    .integrity(IntegrityAlgorithm.HMAC_SHA2_256_128)
                    .integrity(IntegrityAlgorithm.AES_XCBC_96)
                    .integrity(IntegrityAlgorithm.AES_CMAC_96);
        }

        private ProposalBuilder aead(ProposalBuilder proposal) {
            proposal.encryption(EncryptionAlgorithm.CHACHA20_POLY1305);
            for (int keyBits : new int[] {256, 192, 128}) {
                proposal.encryption(EncryptionAlgorithm.AES_GCM_16, keyBits)
                        .encryption(EncryptionAlgorithm.AES_GCM_12, keyBits)
                        .encryption(EncryptionAlgorithm.AES_GCM_8, keyBits);
            }
            return proposal;
        }

        @Override
        List<Payload> init(Payload natSource, Payload natDestination) {
            byte[] sha1And2 = ByteBuffer.allocate(8)
                    .putShort((short) 1)
                    .putShort((short) 2)
                    .putShort((short) 3)
                    .putShort((short) 4)
                    .array();
            return List.of(
                    natSource,
                    natDestination,
                    NotifyPayload.of(NotifyType.IKEV2_FRAGMENTATION_SUPPORTED),
                    NotifyPayload.of(NotifyType.SIGNATURE_HASH_ALGORITHMS, sha1And2));
        }

        @Override
        Identification identity() {
            return new Identification(IdentificationType.RFC822_ADDR, octets("ana@example"));
        }

        @Override
        List<Payload> auth(byte[] authority, SaPayload esp) {
            return List.of(
                    GATEWAY,
                    NotifyPayload.of(NotifyType.MOBIKE_SUPPORTED),
                    esp,
                    new TsiPayload(EVERYTHING),
                    new TsrPayload(EVERYTHING),
                    wishes(
                            ConfigurationAttributeType.INTERNAL_IP4_ADDRESS,
                            ConfigurationAttributeType.INTERNAL_IP6_ADDRESS,
                            ConfigurationAttributeType.INTERNAL_IP4_DNS,
                            ConfigurationAttributeType.INTERNAL_IP6_DNS,
                            ConfigurationAttributeType.INTERNAL_IP4_NETMASK,
                            ConfigurationAttributeType.APPLICATION_VERSION));
        }

        @Override
        byte[] eapIdentity(String user) {
            return new byte[0];
        }
    };

    private static final List<TrafficSelector> EVERYTHING = List.of(AddressSelector.any4(), AddressSelector.any6());
    private static final Payload GATEWAY =
            new IdrPayload(new Identification(IdentificationType.FQDN, octets("vpn.example")));

    /** What it offers for the IKE SA; the first group is that of its first KE payload. */
    abstract List<Proposal> ike();

    abstract List<Proposal> esp();

    /** What follows SA, KE and nonce in IKE_SA_INIT. */
    abstract List<Payload> init(Payload natSource, Payload natDestination);

    abstract Identification identity();

    /**
     * What follows IDi in the first IKE_AUTH.
     *
     * @param authority SHA-1 of the public key of the authority that it trusts
     */
    abstract List<Payload> auth(byte[] authority, SaPayload esp);

    /** What it answers to EAP-Identity. */
    byte[] eapIdentity(String user) {
        return octets(user);
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static VendorIdPayload vendor(String hex) {
        return new VendorIdPayload(HexFormat.of().parseHex(hex));
    }

    private static CpPayload wishes(ConfigurationAttributeType... types) {
        return new CpPayload(
                ConfigurationType.REQUEST,
                Stream.of(types).map(ConfigurationAttribute::empty).toList());
    }

    /** 3DES for 0 bits, else AES-CBC. */
    private static ProposalBuilder encrypting(ProposalBuilder proposal, int keyBits) {
        return keyBits == 0
                ? proposal.encryption(EncryptionAlgorithm.TRIPLE_DES)
                : proposal.encryption(EncryptionAlgorithm.AES_CBC, keyBits);
    }

    private static Proposal ikeCbc(KeyExchangeMethod group) {
        return encrypting(Proposal.ike(), 256)
                .integrity(IntegrityAlgorithm.HMAC_SHA2_256_128)
                .prf(PrfAlgorithm.HMAC_SHA2_256)
                .keyExchange(group)
                .build();
    }

    private static Proposal espCbc(int keyBits, IntegrityAlgorithm integrity) {
        return encrypting(Proposal.esp(), keyBits)
                .integrity(integrity)
                .sequenceNumbers(SequenceNumbers.STANDARD)
                .build();
    }
}
