package io.flexike.ike.session;

import io.flexike.crypto.signature.SignatureHash;
import io.flexike.crypto.suite.Proposal;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.identity.IdentityMatcher;
import io.flexike.ike.payload.ConfigurationAttribute;
import io.flexike.ike.selector.AddressSelector;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * All that the engine needs to know to negotiate with a kind of peer, as initiator or as responder.
 *
 * @param name serves logs, events and snapshots
 * @param localIdentity what we call ourselves (IDi or IDr)
 * @param remoteIdentity which identities of the peer are acceptable
 * @param expectedRemote the identity an initiator asks for in its IDr payload
 * @param ikeProposals acceptable proposals for the IKE SA, best first
 * @param espProposals acceptable proposals for Child SAs, best first
 * @param localSelectors what we protect on our side; as responder the authorization may replace it
 * @param remoteSelectors what we protect on the peer's side; as responder the authorization may replace it
 * @param configurationRequest attributes an initiator asks for in CFG_REQUEST, none for no CP payload
 * @param postquantum the post-quantum pre-shared keys
 * @param furtherFlows initiator: for what there are Child SAs beside the one for the selectors, made after IKE_AUTH and
 *     after every new authentication, in this order; nothing for a responder that authorizes flows itself
 * @param localAddresses responder: the addresses of ours at which the profile holds, none for all of them
 */
public record PeerProfile(
        String name,
        Identity localIdentity,
        IdentityMatcher remoteIdentity,
        Optional<Identity> expectedRemote,
        AuthenticationMethod localAuthentication,
        AuthenticationMethod remoteAuthentication,
        List<Proposal> ikeProposals,
        List<Proposal> espProposals,
        List<AddressSelector> localSelectors,
        List<AddressSelector> remoteSelectors,
        List<ConfigurationAttribute> configurationRequest,
        IkeSaPolicy ikePolicy,
        ChildSaPolicy childPolicy,
        PostquantumPolicy postquantum,
        List<Flow> furtherFlows,
        Set<InetAddress> localAddresses) {
    /** Most further flows of a profile; our choice. */
    public static final int MOST_FURTHER_FLOWS = 256;

    /**
     * Checks that both sides can authenticate and that there is something to propose.
     *
     * @throws IllegalArgumentException if there is no proposal for IKE or none for Child SAs, or the local
     *     authentication has public keys or the remote one a private key, or there are too many flows
     */
    public PeerProfile {
        ikeProposals = List.copyOf(ikeProposals);
        espProposals = List.copyOf(espProposals);
        localSelectors = List.copyOf(localSelectors);
        remoteSelectors = List.copyOf(remoteSelectors);
        configurationRequest = List.copyOf(configurationRequest);
        furtherFlows = List.copyOf(furtherFlows);
        localAddresses = Set.copyOf(localAddresses);
        if (furtherFlows.size() > MOST_FURTHER_FLOWS) {
            throw new IllegalArgumentException("profile \"" + name + "\": " + furtherFlows.size()
                    + " further flows; it takes at most " + MOST_FURTHER_FLOWS);
        }
        if (localAuthentication.parts().stream().anyMatch(AuthenticationMethod::isOfPeer)
                || remoteAuthentication.parts().stream().anyMatch(AuthenticationMethod::isOfOurs)) {
            throw new IllegalArgumentException(
                    "profile \"" + name + "\": we sign with a private key, the peer is trusted by public keys");
        }
        if (ikeProposals.isEmpty()) {
            throw new IllegalArgumentException("profile \"" + name + "\": no IKE proposal");
        }
        if (espProposals.isEmpty()) {
            throw new IllegalArgumentException("profile \"" + name + "\": no ESP proposal");
        }
    }

    /**
     * Without post-quantum pre-shared keys.
     *
     * @throws IllegalArgumentException as the other constructor does
     */
    public PeerProfile(
            String name,
            Identity localIdentity,
            IdentityMatcher remoteIdentity,
            Optional<Identity> expectedRemote,
            AuthenticationMethod localAuthentication,
            AuthenticationMethod remoteAuthentication,
            List<Proposal> ikeProposals,
            List<Proposal> espProposals,
            List<AddressSelector> localSelectors,
            List<AddressSelector> remoteSelectors,
            List<ConfigurationAttribute> configurationRequest,
            IkeSaPolicy ikePolicy,
            ChildSaPolicy childPolicy) {
        this(
                name,
                localIdentity,
                remoteIdentity,
                expectedRemote,
                localAuthentication,
                remoteAuthentication,
                ikeProposals,
                espProposals,
                localSelectors,
                remoteSelectors,
                configurationRequest,
                ikePolicy,
                childPolicy,
                PostquantumPolicy.NONE);
    }

    /**
     * For all local addresses, with one flow.
     *
     * @throws IllegalArgumentException as the canonical constructor does
     */
    public PeerProfile(
            String name,
            Identity localIdentity,
            IdentityMatcher remoteIdentity,
            Optional<Identity> expectedRemote,
            AuthenticationMethod localAuthentication,
            AuthenticationMethod remoteAuthentication,
            List<Proposal> ikeProposals,
            List<Proposal> espProposals,
            List<AddressSelector> localSelectors,
            List<AddressSelector> remoteSelectors,
            List<ConfigurationAttribute> configurationRequest,
            IkeSaPolicy ikePolicy,
            ChildSaPolicy childPolicy,
            PostquantumPolicy postquantum) {
        this(
                name,
                localIdentity,
                remoteIdentity,
                expectedRemote,
                localAuthentication,
                remoteAuthentication,
                ikeProposals,
                espProposals,
                localSelectors,
                remoteSelectors,
                configurationRequest,
                ikePolicy,
                childPolicy,
                postquantum,
                List.of(),
                Set.of());
    }

    /** What we announce of hash functions for signatures (RFC 7427 4); none if nobody signs. */
    public List<SignatureHash> signatureHashes() {
        List<SignatureHash> acceptable = remoteAuthentication.hashes();
        // RFC 7427 3: who signs has to have sent some, too, even if nobody else does.
        return acceptable.isEmpty() ? localAuthentication.hashes() : acceptable;
    }

    /** The traffic of the Child SA that IKE_AUTH makes. */
    public Flow firstFlow() {
        return new Flow(localSelectors, remoteSelectors);
    }

    /** All flows: first that of IKE_AUTH. */
    public List<Flow> flows() {
        List<Flow> flows = new ArrayList<>(1 + furtherFlows.size());
        flows.add(firstFlow());
        flows.addAll(furtherFlows);
        return flows;
    }

    /** Responder: whether the profile holds for who connects to this address of ours. */
    public boolean servesAt(InetAddress local) {
        return localAddresses.isEmpty() || localAddresses.contains(local);
    }

    /** The same with another policy for IKE SAs. */
    public PeerProfile with(IkeSaPolicy policy) {
        return changed(draft -> draft.ikePolicy = policy);
    }

    /** The same with another policy for Child SAs. */
    public PeerProfile with(ChildSaPolicy policy) {
        return changed(draft -> draft.childPolicy = policy);
    }

    /** The same with other post-quantum pre-shared keys. */
    public PeerProfile with(PostquantumPolicy policy) {
        return changed(draft -> draft.postquantum = policy);
    }

    /** The same with other wishes for the CFG_REQUEST. */
    public PeerProfile requesting(List<ConfigurationAttribute> wishes) {
        return changed(draft -> draft.configurationRequest = wishes);
    }

    /** The same for those who connect to one of these addresses of ours, to any if there is none. */
    public PeerProfile at(Set<InetAddress> addresses) {
        return changed(draft -> draft.localAddresses = addresses);
    }

    /** The same with other further flows. */
    public PeerProfile withFurtherFlows(List<Flow> flows) {
        return changed(draft -> draft.furtherFlows = flows);
    }

    private PeerProfile changed(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.settled(this);
    }

    /** What of it can be changed. */
    private static final class Draft {
        private List<ConfigurationAttribute> configurationRequest;
        private IkeSaPolicy ikePolicy;
        private ChildSaPolicy childPolicy;
        private PostquantumPolicy postquantum;
        private List<Flow> furtherFlows;
        private Set<InetAddress> localAddresses;

        Draft(PeerProfile from) {
            configurationRequest = from.configurationRequest;
            ikePolicy = from.ikePolicy;
            childPolicy = from.childPolicy;
            postquantum = from.postquantum;
            furtherFlows = from.furtherFlows;
            localAddresses = from.localAddresses;
        }

        PeerProfile settled(PeerProfile from) {
            return new PeerProfile(
                    from.name,
                    from.localIdentity,
                    from.remoteIdentity,
                    from.expectedRemote,
                    from.localAuthentication,
                    from.remoteAuthentication,
                    from.ikeProposals,
                    from.espProposals,
                    from.localSelectors,
                    from.remoteSelectors,
                    configurationRequest,
                    ikePolicy,
                    childPolicy,
                    postquantum,
                    furtherFlows,
                    localAddresses);
        }
    }
}
