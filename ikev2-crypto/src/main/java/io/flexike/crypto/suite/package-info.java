/** Proposals, the selection of what both sides accept, and the suites that come out of it. */
package io.flexike.crypto.suite;
