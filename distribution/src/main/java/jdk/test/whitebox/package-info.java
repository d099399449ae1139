/** HotSpot's testing interface under the name that HotSpot looks for; on the boot class path, in a jar of its own. */
package jdk.test.whitebox;
