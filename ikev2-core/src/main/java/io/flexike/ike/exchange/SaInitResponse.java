package io.flexike.ike.exchange;

import io.flexike.crypto.signature.SignatureHash;
import io.flexike.crypto.suite.Proposal;
import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.message.IkeMessage;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.session.ProtocolOptions;
import io.flexike.ike.task.CertificateRequestTask;
import io.flexike.ike.task.CertificateWish;
import io.flexike.ike.task.ChildlessTask;
import io.flexike.ike.task.FragmentationTask;
import io.flexike.ike.task.Handshake;
import io.flexike.ike.task.IkeNegotiationTask;
import io.flexike.ike.task.IkeSa;
import io.flexike.ike.task.IntermediateSupportTask;
import io.flexike.ike.task.MethodAnnouncementTask;
import io.flexike.ike.task.NatDetectionTask;
import io.flexike.ike.task.PpkNegotiationTask;
import io.flexike.ike.task.ReceivedPayloads;
import io.flexike.ike.task.RedirectTask;
import io.flexike.ike.task.SignatureHashTask;
import io.flexike.ike.task.Task;
import io.flexike.ike.task.VendorIdTask;
import java.util.ArrayList;
import java.util.List;

/** IKE_SA_INIT as responder, after the question of cookies (RFC 7296 1.2). */
public final class SaInitResponse implements FirstResponse {
    private final List<Task> tasks;

    /**
     * @param postquantum the profiles with post-quantum pre-shared keys, one of which may be the peer's
     * @param childless whether one of them allows an IKE SA without a Child SA
     * @param certificates what the peer is told about them, and about all methods
     * @param signatureHashes those with which a peer may sign, whichever profile it has
     */
    public SaInitResponse(
            IkeSa sa,
            Handshake handshake,
            List<Proposal> proposals,
            List<PeerProfile> postquantum,
            ProtocolOptions options,
            boolean childless,
            List<SignatureHash> signatureHashes,
            CertificateWish certificates) {
        this.tasks = List.of(
                new IkeNegotiationTask(sa, handshake, proposals),
                new NatDetectionTask(sa, options.natTraversal()),
                new FragmentationTask(sa, options.fragmentOctets()),
                new RedirectTask(sa, options.redirects().accepted()),
                new ChildlessTask(childless),
                new SignatureHashTask(handshake, signatureHashes),
                new CertificateRequestTask(handshake, certificates),
                new IntermediateSupportTask(sa),
                new PpkNegotiationTask(sa, handshake, postquantum),
                new MethodAnnouncementTask(handshake, certificates),
                new VendorIdTask(sa, options.vendorIds()));
    }

    @Override
    public List<Payload> response(IkeMessage request) throws IkeProtocolException {
        ReceivedPayloads payloads = ReceivedPayloads.of(request.payloads(), ExchangeType.IKE_SA_INIT, false, false);
        List<Payload> response = new ArrayList<>();
        for (Task task : tasks) {
            task.processRequest(payloads);
            task.buildResponse(response);
        }
        return response;
    }
}
