package io.flexike.benchmarks.scale;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.PrfAlgorithm;
import io.flexike.crypto.transform.SequenceNumbers;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.identity.IdentityMatcher;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.session.AuthenticationMethod;
import io.flexike.ike.session.ChildSaPolicy;
import io.flexike.ike.session.Flow;
import io.flexike.ike.session.IkeSaPolicy;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.session.PreSharedKeys;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How many there are, and who is who: Child SA number n protects packets between {@code 10.0.0.0 + n} behind a spoke
 * and {@code 11.0.0.0 + n} behind the hub. X25519, a pre-shared key and AES-128-GCM.
 *
 * @param ikeSas how many IKE SAs
 * @param children of each IKE SA
 */
record Scale(int ikeSas, int children) {
    private static final int SPOKES = 10 << 24;
    private static final int HUB = 11 << 24;
    private static final int MOST_CHILD_SAS = 1 << 24;
    private static final String SPOKE_DOMAIN = "spokes.example";
    private static final Identity HUB_NAME = Identity.fqdn("hub.example");
    private static final AuthenticationMethod PRE_SHARED =
            new AuthenticationMethod.PreSharedKey(PreSharedKeys.same(SecretBytes.ofUtf8("a shared secret")));

    private static final List<Proposal> IKE = List.of(Proposal.ike()
            .encryption(EncryptionAlgorithm.AES_GCM_16, 128)
            .prf(PrfAlgorithm.HMAC_SHA2_256)
            .keyExchange(KeyExchangeMethod.CURVE25519)
            .build());
    private static final List<Proposal> ESP = List.of(Proposal.esp()
            .encryption(EncryptionAlgorithm.AES_GCM_16, 128)
            .sequenceNumbers(SequenceNumbers.STANDARD)
            .build());

    Scale {
        if (ikeSas < 1 || children < 1 || (long) ikeSas * children > MOST_CHILD_SAS) {
            throw new IllegalArgumentException(ikeSas + " IKE SAs with " + children + " Child SAs each");
        }
    }

    int childSas() {
        return ikeSas * children;
    }

    /** What the hub has for all spokes. */
    PeerProfile hubProfile() {
        IdentityMatcher anySpoke = IdentityMatcher.fqdnSuffix(SPOKE_DOMAIN);
        return profile("hub", HUB_NAME, anySpoke, Optional.empty(), List.of(everythingBehindHub()));
    }

    /** What the hub lets every spoke have. */
    Flow granted() {
        return everythingBehindHub();
    }

    private static Flow everythingBehindHub() {
        return new Flow(List.of(AddressSelector.subnet("11.0.0.0/8")), List.of(AddressSelector.subnet("10.0.0.0/8")));
    }

    /** What a spoke proposes. */
    PeerProfile spokeProfile(int number) {
        List<Flow> flows = IntStream.range(0, children)
                .map(child -> number * children + child)
                .mapToObj(child -> new Flow(
                        List.of(AddressSelector.host(behindSpoke(child))),
                        List.of(AddressSelector.host(behindHub(child)))))
                .toList();
        Identity name = Identity.fqdn(number + "." + SPOKE_DOMAIN);
        return profile("spoke", name, IdentityMatcher.exactly(HUB_NAME), Optional.of(HUB_NAME), flows);
    }

    private static PeerProfile profile(
            String name, Identity local, IdentityMatcher remote, Optional<Identity> expected, List<Flow> flows) {
        return new PeerProfile(
                        name,
                        local,
                        remote,
                        expected,
                        PRE_SHARED,
                        PRE_SHARED,
                        IKE,
                        ESP,
                        flows.get(0).local(),
                        flows.get(0).remote(),
                        List.of(),
                        IkeSaPolicy.DEFAULT,
                        ChildSaPolicy.DEFAULT)
                .withFurtherFlows(flows.subList(1, flows.size()));
    }

    private static InetAddress behindSpoke(int childSa) {
        return address(SPOKES + childSa);
    }

    private static InetAddress behindHub(int childSa) {
        return address(HUB + childSa);
    }

    private static InetAddress address(int value) {
        try {
            return InetAddress.getByAddress(ByteBuffer.allocate(4).putInt(value).array());
        } catch (UnknownHostException e) {
            throw new AssertionError("four octets are an address", e);
        }
    }

    /** A UDP packet from behind the hub through a Child SA. */
    static byte[] packetToSpoke(int childSa, int octets) {
        ByteBuffer packet = ByteBuffer.allocate(octets);
        packet.put(0, (byte) 0x45).putShort(2, (short) octets).put(8, (byte) 64).put(9, (byte) 17);
        packet.putInt(12, HUB + childSa).putInt(16, SPOKES + childSa);
        return packet.array();
    }
}
