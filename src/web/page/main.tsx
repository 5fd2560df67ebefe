/** The page: what is shown follows from what klab tells, so that every tab shows the same. */
/*! The page holds Preact: MIT licence, Copyright (c) 2015-present Jason Miller. */
import { render, type ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { ClusterView } from '../view.ts';
import { ClusterPart } from './cluster-part.tsx';
import { useLab } from './connection.ts';
import { Consent } from './consent.tsx';
import { NewsLog } from './news-log.tsx';
import { ProofPart } from './proof-part.tsx';
import { TopologiesPart } from './topologies-part.tsx';
import { WorkPart } from './work-part.tsx';

function Page(): ComponentChildren {
  const { view, isConnected } = useLab();
  const [typed, setTyped] = useState('');
  const cluster = view?.cluster;
  useEffect(() => {
    if (cluster !== undefined) document.title = `${cluster.id}: ${cluster.state} - klab`;
  }, [cluster?.id, cluster?.state]);
  if (view === undefined || cluster === undefined) {
    return (
      <main class="waiting">
        <h1>klab</h1>
        <p role="status">Waiting for klab to answer. It must run: klab ui.</p>
      </main>
    );
  }
  return (
    <>
      <Header cluster={cluster} isConnected={isConnected} />
      <main class={isConnected ? undefined : 'stale'}>
        {cluster.isForeign && <Consent id={cluster.id} typed={typed} onType={setTyped} />}
        <div class="columns">
          <div class="parts">
            <ClusterPart cluster={cluster} confirm={typed} />
            <WorkPart view={view} confirm={typed} />
            <ProofPart view={view} confirm={typed} />
            <TopologiesPart topologies={view.topologies} current={cluster.topology} />
          </div>
          <NewsLog news={view.news} />
        </div>
      </main>
      <footer>klab {view.version}</footer>
    </>
  );
}

function Header({
  cluster,
  isConnected,
}: {
  readonly cluster: ClusterView;
  readonly isConnected: boolean;
}): ComponentChildren {
  return (
    <header>
      <h1>{cluster.id}</h1>
      <p class="facts">
        Kafka {cluster.kafkaVersion}, {cluster.mode === 'kraft' ? 'KRaft' : 'ZooKeeper'}, on {cluster.runtime}
      </p>
      <p class="standing" role="status">
        {isConnected ? (
          <>
            <span class={`pill ${marks[cluster.state]}`}>{cluster.state}</span> {cluster.words}
          </>
        ) : (
          <>
            <span class="pill bad">no klab</span> klab does not answer: what is shown is how it was. This page
            goes on by itself once klab ui runs again.
          </>
        )}
      </p>
    </header>
  );
}

const marks = { up: 'good', silent: 'doubtful', down: 'bad' } as const;

const place = document.querySelector('#page');
if (place !== null) render(<Page />, place);
