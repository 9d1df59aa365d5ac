package io.flexike.ike.session;

import io.flexike.crypto.signature.SignatureHash;
import io.flexike.crypto.suite.Proposal;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.identity.IdentityMatcher;
import io.flexike.ike.payload.ConfigurationAttribute;
import io.flexike.ike.selector.AddressSelector;
import java.util.List;
import java.util.Optional;

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
        PostquantumPolicy postquantum) {
    /**
     * Checks that both sides can authenticate and that there is something to propose.
     *
     * @throws IllegalArgumentException if there is no proposal for IKE or none for Child SAs, or the local
     *     authentication has public keys or the remote one a private key
     */
    public PeerProfile {
        ikeProposals = List.copyOf(ikeProposals);
        espProposals = List.copyOf(espProposals);
        localSelectors = List.copyOf(localSelectors);
        remoteSelectors = List.copyOf(remoteSelectors);
        configurationRequest = List.copyOf(configurationRequest);
        if (localAuthentication instanceof AuthenticationMethod.TrustedKeys
                || remoteAuthentication instanceof AuthenticationMethod.Signature) {
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

    /** What we announce of hash functions for signatures (RFC 7427 4); none if nobody signs. */
    public List<SignatureHash> signatureHashes() {
        List<SignatureHash> acceptable = remoteAuthentication.hashes();
        // RFC 7427 3: who signs has to have sent some, too, even if nobody else does.
        return acceptable.isEmpty() ? localAuthentication.hashes() : acceptable;
    }

    /** The same with another policy for IKE SAs. */
    public PeerProfile with(IkeSaPolicy policy) {
        return with(configurationRequest, policy, childPolicy, postquantum);
    }

    /** The same with another policy for Child SAs. */
    public PeerProfile with(ChildSaPolicy policy) {
        return with(configurationRequest, ikePolicy, policy, postquantum);
    }

    /** The same with other post-quantum pre-shared keys. */
    public PeerProfile with(PostquantumPolicy policy) {
        return with(configurationRequest, ikePolicy, childPolicy, policy);
    }

    /** The same with other wishes for the CFG_REQUEST. */
    public PeerProfile requesting(List<ConfigurationAttribute> wishes) {
        return with(wishes, ikePolicy, childPolicy, postquantum);
    }

    private PeerProfile with(
            List<ConfigurationAttribute> wishes,
            IkeSaPolicy newIkePolicy,
            ChildSaPolicy newChildPolicy,
            PostquantumPolicy newPostquantum) {
        return new PeerProfile(
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
                wishes,
                newIkePolicy,
                newChildPolicy,
                newPostquantum);
    }
}
