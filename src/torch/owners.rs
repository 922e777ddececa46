//! Threads that own what no two threads may touch at once.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::{Builder, JoinHandle};

use crate::error::{Error, ErrorKind, Result, caught};

/// Threads, each with something of its own that answers questions: a model on a device.
///
/// Any number of threads may ask; each waits for its answer. Who answers, and what else is asked at the same time, must not show in an
/// answer. When this value is dropped, the threads end, and what they own is given back before the drop returns.
pub(crate) struct Owners<Q, A> {
    /// `None` from the moment that the threads are to end.
    queue: Option<Sender<Asked<Q, A>>>,
    threads: Vec<JoinHandle<()>>,
}

/// A question, and where its answer goes.
struct Asked<Q, A> {
    question: Q,
    answer: Sender<Result<A>>,
}

impl<Q: Send + 'static, A: Send + 'static> Owners<Q, A> {
    /// Starts one thread for each of `makers`, which makes what the thread owns, and waits until all are ready.
    ///
    /// An owner gets the questions that have come in meanwhile, up to `at_once` of them, and gives as many answers in their order. If it
    /// fails at several, it is asked each alone, so that only the one at fault has an error.
    ///
    /// # Errors
    /// If one could not be made.
    pub(crate) fn start<M, W>(makers: Vec<M>, at_once: usize) -> Result<Owners<Q, A>>
    where
        M: FnOnce() -> Result<W> + Send + 'static,
        W: FnMut(&[Q]) -> Result<Vec<A>>,
    {
        let (queue, questions) = channel();
        let questions = Arc::new(Mutex::new(questions));
        let mut owners = Owners { queue: Some(queue), threads: Vec::new() };
        let (ready, made) = channel();
        for maker in makers {
            let (questions, ready) = (questions.clone(), ready.clone());
            let work = move || match guarded(maker) {
                Ok(owned) => {
                    _ = ready.send(Ok(()));
                    drop(ready);
                    serve(owned, at_once, &questions);
                }
                Err(error) => _ = ready.send(Err(error)),
            };
            let thread = Builder::new().name("libtorch".into()).spawn(work).map_err(|e| {
                let what = format!("no thread for libtorch can be started: {e}");
                Error::new(ErrorKind::Config, what).with_source(e)
            })?;
            owners.threads.push(thread);
        }
        drop(ready);
        made.iter().collect::<Result<()>>()?;
        Ok(owners)
    }

    /// Asks, and waits for the answer.
    ///
    /// # Errors
    /// The owner's; [`ErrorKind::Internal`] if it panicked.
    pub(crate) fn ask(&self, question: Q) -> Result<A> {
        let gone = || Error::new(ErrorKind::Internal, "no thread of libtorch answers any more");
        let (answer, answered) = channel();
        let queue = self.queue.as_ref().ok_or_else(gone)?;
        queue.send(Asked { question, answer }).map_err(|_| gone())?;
        answered.recv().map_err(|_| gone())?
    }
}

impl<Q, A> Drop for Owners<Q, A> {
    fn drop(&mut self) {
        self.queue = None;
        for thread in self.threads.drain(..) {
            // Its panics have been told to those who asked.
            _ = thread.join();
        }
    }
}

/// Answers until nobody can ask any more.
fn serve<Q, A>(
    mut owned: impl FnMut(&[Q]) -> Result<Vec<A>>,
    at_once: usize,
    questions: &Mutex<Receiver<Asked<Q, A>>>,
) {
    while let Some(asked) = next(at_once, questions) {
        let (questions, answers): (Vec<Q>, Vec<_>) =
            asked.into_iter().map(|asked| (asked.question, asked.answer)).unzip();
        let mut answered = |questions: &[Q]| {
            let found = guarded(|| owned(questions))?;
            if found.len() == questions.len() {
                return Ok(found);
            }
            let what = format!("{} answers to {} questions", found.len(), questions.len());
            Err(Error::new(ErrorKind::Internal, what))
        };
        // Whoever has stopped waiting needs no answer.
        match answered(&questions) {
            Ok(found) => {
                answers.iter().zip(found).for_each(|(answer, found)| _ = answer.send(Ok(found)));
            }
            Err(error) if questions.len() == 1 => {
                answers.into_iter().for_each(|answer| _ = answer.send(Err(clone(&error))));
            }
            Err(_) => {
                for (question, answer) in questions.chunks(1).zip(answers) {
                    let found = answered(question).and_then(|mut found| {
                        found.pop().ok_or_else(|| Error::new(ErrorKind::Internal, "no answer"))
                    });
                    _ = answer.send(found);
                }
            }
        }
    }
}

/// Waits for a question; those that are there already come with it. `None` if none can come.
fn next<Q, A>(
    at_once: usize,
    questions: &Mutex<Receiver<Asked<Q, A>>>,
) -> Option<Vec<Asked<Q, A>>> {
    let questions = questions.lock().ok()?;
    let mut asked = vec![questions.recv().ok()?];
    while asked.len() < at_once
        && let Ok(another) = questions.try_recv()
    {
        asked.push(another);
    }
    Some(asked)
}

fn clone(error: &Error) -> Error {
    Error::new(error.kind(), error.to_string())
}

/// Runs what calls libtorch, which reports by panics what goes wrong in it.
fn guarded<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    // What a panic leaves half done are tensors that nobody sees again.
    caught(work).unwrap_or_else(|panicked| {
        Err(Error::new(ErrorKind::Internal, format!("libtorch: {}", panicked.message)))
    })
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// Doubles numbers; fails at 13 and panics at 14.
    fn doubling(numbers: &[u32]) -> Result<Vec<u32>> {
        if numbers.contains(&13) {
            return Err(Error::new(ErrorKind::Internal, "unlucky"));
        }
        assert!(!numbers.contains(&14), "very unlucky");
        Ok(numbers.iter().map(|n| 2 * n).collect())
    }

    #[test]
    fn everybody_gets_the_own_answer() {
        for (count, at_once) in [(1, 1), (1, 64), (3, 4)] {
            let makers = vec![|| Ok(doubling); count];
            let owners = Owners::start(makers, at_once).unwrap();
            std::thread::scope(|scope| {
                let owners = &owners;
                let threads: Vec<_> = (0..8)
                    .map(|first| {
                        scope.spawn(move || {
                            for n in (first..200).step_by(8) {
                                match (n, owners.ask(n)) {
                                    (13, Err(e)) => assert_eq!(e.to_string(), "unlucky"),
                                    (14, Err(e)) => {
                                        assert_eq!(e.to_string(), "libtorch: very unlucky")
                                    }
                                    (_, answer) => assert_eq!(answer.unwrap(), 2 * n),
                                }
                            }
                        })
                    })
                    .collect();
                threads.into_iter().for_each(|thread| thread.join().unwrap());
            });
        }
    }

    #[test]
    fn the_end_waits_for_what_is_owned() {
        struct Owned(Arc<AtomicUsize>);
        impl Drop for Owned {
            fn drop(&mut self) {
                self.0.fetch_add(1, Ordering::SeqCst);
            }
        }
        let dropped = Arc::new(AtomicUsize::new(0));
        let makers = (0..3).map(|_| {
            let owned = Owned(dropped.clone());
            move || Ok(move |n: &[u8]| Ok(vec![owned.0.load(Ordering::SeqCst); n.len()]))
        });
        let owners = Owners::start(makers.collect(), 1).unwrap();
        assert_eq!(owners.ask(1).unwrap(), 0);
        drop(owners);
        assert_eq!(dropped.load(Ordering::SeqCst), 3);
    }

    #[test]
    fn one_that_cannot_be_made_is_an_error() {
        let makers = (0..3).map(|n| {
            move || match n {
                2 => Err(Error::new(ErrorKind::Model, "no second")),
                1 => panic!("no first"),
                _ => Ok(doubling),
            }
        });
        let error = Owners::start(makers.collect(), 1).err().unwrap().to_string();
        assert!(error.contains("no second") || error.contains("no first"), "{error}");
    }
}
