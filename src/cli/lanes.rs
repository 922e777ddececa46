//! Channels that messages take in turns, so that several of them can be worked on at a time and still arrive in order.

use std::sync::mpsc::{Receiver, RecvTimeoutError, SendError, SyncSender, sync_channel};
use std::time::Duration;

/// Lanes that there are: while the last threads finish one batch, the others begin the next.
pub const LANES: usize = 3;

/// The ends of the lanes, of which the next message takes one after the other.
pub struct Turns<T> {
    ends: Vec<T>,
    next: usize,
}

impl<T> Turns<T> {
    fn new(ends: Vec<T>) -> Turns<T> {
        Turns { ends, next: 0 }
    }

    /// The ends, in the order of their turns.
    pub fn into_ends(self) -> Vec<T> {
        self.ends
    }
}

/// Lanes that hold one message each.
pub fn lanes<T>() -> (Turns<SyncSender<T>>, Turns<Receiver<T>>) {
    let (senders, receivers) = (0..LANES).map(|_| sync_channel(1)).unzip();
    (Turns::new(senders), Turns::new(receivers))
}

impl<T> Turns<SyncSender<T>> {
    /// Sends on the lane whose turn it is; waits while that is full.
    ///
    /// # Errors
    /// If nobody receives there any more.
    pub fn send(&mut self, message: T) -> Result<(), SendError<T>> {
        self.ends[self.next].send(message)?;
        self.next = (self.next + 1) % LANES;
        Ok(())
    }
}

impl<T> Turns<Receiver<T>> {
    /// Receives from the lane whose turn it is; the turn stays where it is until something has come.
    ///
    /// # Errors
    /// If nothing came in time, or nobody sends there any more.
    pub fn recv_timeout(&mut self, time: Duration) -> Result<T, RecvTimeoutError> {
        let message = self.ends[self.next].recv_timeout(time)?;
        self.next = (self.next + 1) % LANES;
        Ok(message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_arrive_in_order_whichever_lane_is_faster() {
        let (mut batches, to_work) = lanes();
        let (worked, mut results) = lanes();
        std::thread::scope(|scope| {
            scope.spawn(move || (0..40).for_each(|n| batches.send(n).expect("somebody works")));
            let ends = to_work.into_ends().into_iter().zip(worked.into_ends());
            for (lane, (from, to)) in ends.enumerate() {
                scope.spawn(move || {
                    for n in from {
                        std::thread::sleep(Duration::from_millis([3, 0, 1][lane]));
                        to.send(n).expect("somebody receives");
                    }
                });
            }
            let wait = Duration::from_secs(20);
            let received: Vec<i32> =
                std::iter::from_fn(|| results.recv_timeout(wait).ok()).collect();
            assert_eq!(received, (0..40).collect::<Vec<_>>());
        });
    }
}
