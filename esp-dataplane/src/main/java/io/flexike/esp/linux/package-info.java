/** The few Linux system calls that Java does not offer, through JNA. */
package io.flexike.esp.linux;
