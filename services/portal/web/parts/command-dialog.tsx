// A dialog that sends one command: its fields, what went wrong, and a word when it is done.
import { App, Modal } from 'antd'
import type { ReactNode } from 'react'
import { postJson } from './api.ts'
import { useWords } from './language.tsx'
import { ProblemView } from './problem-view.tsx'
import { useCommand } from './use-command.ts'
import { words } from './words.ts'

type CommandDialogProps = {
  readonly open: boolean
  readonly title: string
  readonly ok: string
  readonly danger?: boolean
  /** Where to, and what; without a path the button waits. */
  readonly path: string | undefined
  readonly body: object
  /** Told when it worked. */
  readonly done?: string
  readonly onClose: () => void
  readonly onDone: () => void
  readonly afterClose?: () => void
  readonly children?: ReactNode
}

/** The same wish keeps its key until there is a definite answer. */
export function CommandDialog(props: CommandDialogProps) {
  const { open, title, ok, danger = false, path, body, done, children } = props
  const { onClose, onDone, afterClose } = props
  const { cancel } = useWords(words)
  const { message } = App.useApp()
  const command = useCommand<unknown>()

  async function send(): Promise<void> {
    if (path === undefined) return
    const reply = await command.send(JSON.stringify([path, body]), (key) =>
      postJson(path, body, key),
    )
    if (reply === undefined) return
    if (done !== undefined) message.success(done)
    onClose()
    onDone()
  }
  return (
    <Modal
      open={open}
      title={title}
      okText={ok}
      cancelText={cancel}
      confirmLoading={command.busy}
      okButtonProps={{ danger, disabled: path === undefined }}
      onOk={() => void send()}
      onCancel={onClose}
      afterClose={() => {
        command.clear()
        afterClose?.()
      }}
    >
      <div className="stack">
        {children}
        {command.problem ? (
          <ProblemView problem={command.problem} retry={() => void send()} />
        ) : null}
      </div>
    </Modal>
  )
}
