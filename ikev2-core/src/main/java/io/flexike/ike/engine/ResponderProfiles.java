package io.flexike.ike.engine;

import io.flexike.crypto.signature.SignatureHash;
import io.flexike.crypto.suite.Proposal;
import io.flexike.ike.session.IkeSaPolicy;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.task.CertificateWish;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Who may connect to us, by the address at which they do. */
final class ResponderProfiles {
    private final Candidates anywhere;
    private final Map<InetAddress, Candidates> byAddress = new HashMap<>();
    private final Map<String, List<PeerProfile>> byName;

    ResponderProfiles(List<PeerProfile> profiles) {
        byName = profiles.stream().collect(Collectors.groupingBy(PeerProfile::name));
        anywhere = Candidates.of(profiles.stream()
                .filter(profile -> profile.localAddresses().isEmpty())
                .toList());
        profiles.stream()
                .flatMap(profile -> profile.localAddresses().stream())
                .distinct()
                .forEach(address -> byAddress.put(
                        address,
                        Candidates.of(profiles.stream()
                                .filter(profile -> profile.servesAt(address) && !isHidden(profile, profiles, address))
                                .toList())));
    }

    /** Where a profile is there for this very address, its proposals count and not those for all addresses. */
    private static boolean isHidden(PeerProfile general, List<PeerProfile> profiles, InetAddress address) {
        return general.localAddresses().isEmpty()
                && profiles.stream()
                        .anyMatch(other -> other.localAddresses().contains(address)
                                && other.name().equals(general.name())
                                && other.remoteIdentity().equals(general.remoteIdentity()));
    }

    /** Those for a request that has come to this address of ours. */
    Candidates at(InetAddress local) {
        return byAddress.getOrDefault(local, anywhere);
    }

    /** Whether a profile that was there earlier is there now, with the same keys and all else the same. */
    boolean has(PeerProfile earlier) {
        return byName.getOrDefault(earlier.name(), List.of()).contains(earlier);
    }

    /**
     * The profiles of one local address, and what follows from all of them as long as nobody knows which one it will
     * be.
     *
     * @param proposals for the IKE SA, those of the first profile first
     * @param childless whether one of them allows an IKE SA without a Child SA
     * @param signatureHashes RFC 7427 4: of all of them
     * @param certificates what an initiator is told about those that it may show
     * @param postquantum those with post-quantum pre-shared keys
     */
    record Candidates(
            List<PeerProfile> profiles,
            List<Proposal> proposals,
            boolean childless,
            List<SignatureHash> signatureHashes,
            List<PeerProfile> postquantum,
            CertificateWish certificates) {
        private static Candidates of(List<PeerProfile> profiles) {
            return new Candidates(
                    profiles,
                    profiles.stream()
                            .flatMap(profile -> profile.ikeProposals().stream())
                            .distinct()
                            .toList(),
                    profiles.stream()
                            .anyMatch(profile -> profile.ikePolicy().childless() != IkeSaPolicy.Childless.NEVER),
                    profiles.stream()
                            .flatMap(profile -> profile.signatureHashes().stream())
                            .distinct()
                            .toList(),
                    profiles.stream()
                            .filter(profile -> !profile.postquantum().keys().isEmpty())
                            .toList(),
                    CertificateWish.of(profiles));
        }
    }
}
