/** Anti-replay and the inference of extended sequence numbers (RFC 4303 3.4.3 and appendix A2, RFC 6479). */
package io.flexike.esp.replay;
