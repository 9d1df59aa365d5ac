/** Message ladders, key logs and captures, off until the application's code asks for them. */
package io.flexike.ike.trace;
