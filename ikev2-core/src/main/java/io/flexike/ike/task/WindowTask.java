package io.flexike.ike.task;

import io.flexike.ike.error.NotifyType;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import java.nio.ByteBuffer;
import java.util.List;

/** SET_WINDOW_SIZE: how many requests each end takes at once (RFC 7296 2.3). */
public final class WindowTask extends Task {
    /** Our choice: no peer makes us keep more requests on their way than this. */
    private static final int MOST_OF_OURS = 16;

    private final IkeSa sa;
    private final int size;

    /** @param size what we take; 1 is not said, as it is what everybody takes */
    public WindowTask(IkeSa sa, int size) {
        this.sa = sa;
        this.size = size;
    }

    @Override
    public void buildRequest(List<Payload> request) {
        if (size > 1) {
            request.add(NotifyPayload.of(
                    NotifyType.SET_WINDOW_SIZE,
                    ByteBuffer.allocate(Integer.BYTES).putInt(size).array()));
        }
    }

    @Override
    public void buildResponse(List<Payload> response) {
        buildRequest(response);
    }

    @Override
    public void processRequest(ReceivedPayloads request) {
        read(request);
    }

    @Override
    public void processResponse(ReceivedPayloads response) {
        read(response);
    }

    private void read(ReceivedPayloads message) {
        message.notify(NotifyType.SET_WINDOW_SIZE)
                .map(NotifyPayload::data)
                .filter(data -> data.length == Integer.BYTES)
                .map(data -> ByteBuffer.wrap(data).getInt())
                .filter(wanted -> wanted != 0)
                // Unsigned on the wire; 2.3: an end may use less than it was offered.
                .ifPresent(wanted -> sa.peerWindow(wanted < 0 ? MOST_OF_OURS : Math.min(wanted, MOST_OF_OURS)));
    }
}
