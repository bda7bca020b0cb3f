// handOver: waits in a coroutine for work on another thread (the store's, a codec's) and goes on
// where it was.
// Threads: `start` runs on the caller's thread; the function it is given may be called from any
// one.
#pragma once

#include <memory>
#include <utility>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace hearth::server::api {

// `start(done)` begins the work; `done(T)` is to be called exactly once.
template <class T, class Start>
[[nodiscard]] boost::asio::awaitable<T> handOver(Start start) {
    namespace asio = boost::asio;
    return asio::async_initiate<const asio::use_awaitable_t<>, void(T)>(
        [](auto handler, Start begin) {
            const auto executor = asio::get_associated_executor(handler);
            using Resume = decltype(handler);
            auto shared = std::make_shared<Resume>(std::move(handler));
            // The guard keeps the I/O thread running while only the other thread has work.
            auto guard = std::make_shared<decltype(asio::make_work_guard(executor))>(executor);
            begin([shared, guard](T result) {
                asio::post(guard->get_executor(),
                           [shared, guard, value = std::move(result)]() mutable {
                               Resume resume = std::move(*shared);
                               guard->reset();
                               resume(std::move(value));
                           });
            });
        },
        asio::use_awaitable, std::move(start));
}

// Runs `work` on the pool.
template <class Work>
[[nodiscard]] boost::asio::awaitable<std::invoke_result_t<Work>> onPool(
    boost::asio::thread_pool& pool, Work work) {
    using Value = std::invoke_result_t<Work>;
    auto start = [&pool, task = std::move(work)](auto done) mutable {
        boost::asio::post(pool, [run = std::move(task), done]() mutable { done(run()); });
    };
    return handOver<Value>(std::move(start));
}

}  // namespace hearth::server::api
