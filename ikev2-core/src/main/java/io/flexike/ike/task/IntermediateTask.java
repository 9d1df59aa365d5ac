package io.flexike.ike.task;

import io.flexike.crypto.SecretBytes;
import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.keys.IkeKeys;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.PeerProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What belongs into the IKE_INTERMEDIATE exchange that is due, and the keys that it leads to (RFC 9242). */
public final class IntermediateTask extends Task {
    private final IkeSa sa;
    private final Handshake handshake;
    private final Optional<AdditionalKeyExchangeTask> keyExchange;
    private final Optional<PpkIntermediateTask> ppk;

    /** @param candidates profiles of a responder */
    public IntermediateTask(IkeSa sa, Handshake handshake, List<PeerProfile> candidates) {
        this.sa = sa;
        this.handshake = handshake;
        IntermediateSteps steps = handshake.steps();
        this.keyExchange = steps.keyExchange().map(method -> new AdditionalKeyExchangeTask(sa, method));
        this.ppk =
                steps.mixesPpk() ? Optional.of(new PpkIntermediateTask(sa, handshake, candidates)) : Optional.empty();
    }

    private List<Task> tasks() {
        List<Task> tasks = new ArrayList<>(2);
        keyExchange.ifPresent(tasks::add);
        ppk.ifPresent(tasks::add);
        return tasks;
    }

    @Override
    public void buildRequest(List<Payload> request) throws IkeProtocolException {
        for (Task task : tasks()) {
            task.buildRequest(request);
        }
    }

    @Override
    public void processRequest(ReceivedPayloads request) throws IkeProtocolException {
        for (Task task : tasks()) {
            task.processRequest(request);
        }
    }

    @Override
    public void buildResponse(List<Payload> response) throws IkeProtocolException {
        for (Task task : tasks()) {
            task.buildResponse(response);
        }
        // RFC 9593 3.1: in the last one, just before IKE_AUTH.
        if (handshake.steps().isLast()) {
            response.addAll(handshake.lateAnnouncement());
        }
    }

    @Override
    public void processResponse(ReceivedPayloads response) throws IkeProtocolException {
        MethodAnnouncementTask.read(handshake, response);
        for (Task task : tasks()) {
            task.processResponse(response);
        }
    }

    @Override
    public void abandon() {
        tasks().forEach(Task::abandon);
    }

    /** The keys after the exchange, empty if they stay: the exchange itself keeps to the old ones (RFC 9242 3.3.1). */
    public Optional<IkeKeys> nextKeys() {
        Optional<SecretBytes> secret = keyExchange.flatMap(AdditionalKeyExchangeTask::sharedSecret);
        return new IntermediateKeys(sa, handshake)
                .after(secret, ppk.flatMap(task -> handshake.ppk().mixed()));
    }
}
