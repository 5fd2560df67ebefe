/** The page: what is shown follows from what klab tells, so that every tab shows the same. */
/*! The page holds Preact: MIT licence, Copyright (c) 2015-present Jason Miller. */
import { render, type ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { ClusterView, PageView } from '../view.ts';
import { ClusterPart } from './cluster-part.tsx';
import { useLab } from './connection.ts';
import { Consent } from './consent.tsx';
import { CataloguePart } from './desk/catalogue-part.tsx';
import { InstancesPart } from './desk/instances-part.tsx';
import { DiffPart } from './diff/diff-part.tsx';
import { LessonPart } from './lessons/lesson-part.tsx';
import { LessonsPart } from './lessons/lessons-part.tsx';
import { NewsLog } from './news-log.tsx';
import { ProofPart } from './proof-part.tsx';
import { WorkPart } from './work-part.tsx';

function Page(): ComponentChildren {
  const { view, isConnected } = useLab();
  const [typed, setTyped] = useState('');
  const cluster = view?.lab?.cluster;
  const title = cluster === undefined ? 'klab' : `${cluster.id}: ${cluster.state} - klab`;
  useEffect(() => void (document.title = title), [title]);
  // A name that was typed is of one cluster alone.
  useEffect(() => setTyped(''), [cluster?.id]);
  if (view === undefined) {
    return (
      <main class="waiting">
        <h1>klab</h1>
        <p role="status">Waiting for klab to answer. It must run: klab ui.</p>
      </main>
    );
  }
  const { lab, instances, lessons, topologies, up } = view;
  const lesson = lessons.underWay;
  return (
    <>
      <Header cluster={cluster} isConnected={isConnected} />
      <main class={isConnected ? undefined : 'stale'}>
        {cluster?.isForeign && <Consent id={cluster.id} typed={typed} onType={setTyped} />}
        <div class={columnsOf(view)}>
          {lesson !== undefined && <LessonPart lesson={lesson} course={lessons.course} />}
          <div class="parts">
            {lab !== undefined && (
              <div key={lab.cluster.id}>
                <ClusterPart cluster={lab.cluster} confirm={typed} />
                <WorkPart view={lab} confirm={typed} />
                <ProofPart view={lab} confirm={typed} />
              </div>
            )}
            <LessonsPart lessons={lessons} isOpen={lab === undefined} />
            <InstancesPart instances={instances} shown={cluster?.id} />
            <CataloguePart topologies={topologies} up={up} isOpen={lab === undefined} />
            <DiffPart topologies={topologies} />
          </div>
          {lab !== undefined && <NewsLog news={lab.news} />}
        </div>
      </main>
      <footer>klab {view.version}</footer>
    </>
  );
}

/** What stands beside each other where there is room. */
function columnsOf({ lab, lessons: { underWay } }: PageView): string | undefined {
  if (underWay !== undefined) return `columns with-lesson ${lab === undefined ? '' : 'with-news'}`;
  return lab === undefined ? undefined : 'columns with-news';
}

function Header({
  cluster,
  isConnected,
}: {
  readonly cluster: ClusterView | undefined;
  readonly isConnected: boolean;
}): ComponentChildren {
  return (
    <header>
      <h1>{cluster?.id ?? 'klab'}</h1>
      {cluster !== undefined && (
        <p class="facts">
          Kafka {cluster.kafkaVersion}, {cluster.mode === 'kraft' ? 'KRaft' : 'ZooKeeper'}, on{' '}
          {cluster.runtime}
        </p>
      )}
      <p class="standing" role="status">
        {isConnected ? (
          <Standing cluster={cluster} />
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

function Standing({ cluster }: { readonly cluster: ClusterView | undefined }): ComponentChildren {
  if (cluster === undefined) return 'No cluster is shown: show one that is up, or bring one up.';
  return (
    <>
      <span class={`pill ${marks[cluster.state]}`}>{cluster.state}</span> {cluster.words}
    </>
  );
}

const marks = { up: 'good', silent: 'doubtful', down: 'bad' } as const;

const place = document.querySelector('#page');
if (place !== null) render(<Page />, place);
