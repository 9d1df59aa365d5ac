package io.flexike.ike.certificate;

import java.io.IOException;

/** Something was not fetched for reasons of ours, which say nothing about where it is. */
final class NoLeaveException extends IOException {
    private static final long serialVersionUID = 1L;

    NoLeaveException(String why) {
        super(why);
    }
}
