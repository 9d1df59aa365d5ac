package io.flexike.ike.task;

import io.flexike.crypto.prf.Prf;
import io.flexike.ike.auth.IntermediateAuthentication;
import io.flexike.ike.auth.SignatureHashes;
import io.flexike.ike.auth.SignedOctets;
import io.flexike.ike.identity.Identification;
import io.flexike.ike.keys.IkeKeys;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.PeerProfile;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What IKE_SA_INIT and IKE_INTERMEDIATE leave for IKE_AUTH (RFC 7296 2.15, RFC 9242 3.3.2); gone when the IKE SA is
 * established.
 */
public final class Handshake {
    private byte[] nonceI = new byte[0];
    private byte[] nonceR = new byte[0];
    private List<PeerProfile> candidates = List.of();
    private byte @Nullable [] initRequest;
    private byte @Nullable [] initResponse;
    private @Nullable SignatureHashes signatureHashes;
    private final IntermediateSteps steps = new IntermediateSteps();
    private final IntermediateAuthentication intermediate = new IntermediateAuthentication();
    private final PpkAgreement ppk = new PpkAgreement();
    private CertificateRequest certificateRequest = CertificateRequest.NONE;
    private boolean severalMethods;
    private boolean peerAnnounces;
    private AnnouncedMethods announcedMethods = AnnouncedMethods.NONE;
    private List<Payload> lateAnnouncement = List.of();

    /**
     * Responder: among which profiles it chooses, as far as they hold then; others that come meanwhile do not count.
     */
    public void candidates(List<PeerProfile> profiles) {
        candidates = profiles;
    }

    /** The same, as far as they hold for this address of ours. */
    public List<PeerProfile> candidates(InetAddress local) {
        return candidates.stream().filter(profile -> profile.servesAt(local)).toList();
    }

    public void nonces(byte[] initiator, byte[] responder) {
        nonceI = initiator;
        nonceR = responder;
    }

    public byte[] nonceI() {
        return nonceI;
    }

    public byte[] nonceR() {
        return nonceR;
    }

    /** The hash functions for signatures, if both ends have announced some (RFC 7427 4). */
    public Optional<SignatureHashes> signatureHashes() {
        return Optional.ofNullable(signatureHashes);
    }

    void signatureHashes(Optional<SignatureHashes> announced) {
        signatureHashes = announced.orElse(null);
    }

    /** The IKE_SA_INIT messages that counted, from the IKE header on. */
    public void messages(byte[] request, byte[] response) {
        initRequest = request;
        initResponse = response;
    }

    /** The first message of one side. */
    public byte[] firstMessage(boolean ofInitiator) {
        byte[] message = ofInitiator ? initRequest : initResponse;
        if (message == null) {
            throw new AssertionError("IKE_SA_INIT has not ended");
        }
        return message;
    }

    /** The IKE_INTERMEDIATE exchanges that come before IKE_AUTH. */
    public IntermediateSteps steps() {
        return steps;
    }

    /** What they add to the octets that both ends sign. */
    public IntermediateAuthentication intermediate() {
        return intermediate;
    }

    /** How a post-quantum pre-shared key takes part in the keys. */
    PpkAgreement ppk() {
        return ppk;
    }

    /** Which certificates the peer would like to see. */
    CertificateRequest certificateRequest() {
        return certificateRequest;
    }

    void certificateRequest(CertificateRequest received) {
        certificateRequest = received;
    }

    /** Whether the peer has said that it knows several methods of authentication in turn (RFC 4739 3.1). */
    boolean severalMethods() {
        return severalMethods;
    }

    void severalMethods(boolean said) {
        severalMethods = said;
    }

    /** Whether the peer has sent SUPPORTED_AUTH_METHODS, so that it knows what that is (RFC 9593). */
    boolean peerAnnounces() {
        return peerAnnounces;
    }

    void peerAnnounces(boolean said) {
        peerAnnounces = said;
    }

    /** By which methods the peer wants us to prove ourselves. */
    AnnouncedMethods announcedMethods() {
        return announcedMethods;
    }

    void announcedMethods(AnnouncedMethods received) {
        announcedMethods = received;
    }

    /** Responder: what it says of that in the last IKE_INTERMEDIATE exchange. */
    List<Payload> lateAnnouncement() {
        return lateAnnouncement;
    }

    void lateAnnouncement(List<Payload> payloads) {
        lateAnnouncement = List.copyOf(payloads);
    }

    /**
     * The octets that one end signs.
     *
     * @param keys whose SK_pi or SK_pr counts
     */
    byte[] signedOctets(Prf prf, IkeKeys keys, boolean ofInitiator, Identification signer) {
        return SignedOctets.of(
                prf,
                firstMessage(ofInitiator),
                ofInitiator ? nonceR : nonceI,
                ofInitiator ? keys.skPi() : keys.skPr(),
                signer,
                intermediate.octets());
    }
}
