// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {INodeRegistry} from "../../../contracts/interfaces/INodeRegistry.sol";
import {Demand, Quote} from "../../../contracts/types/EvidenceTypes.sol";
import {Node} from "../../../contracts/types/NodeTypes.sol";
import {Messages} from "../support/Messages.sol";
import {NodeMessages} from "../support/NodeMessages.sol";
import {RegistryTest} from "./RegistryTest.sol";

/// What tests of slashing start from: a registered node that signs what it should not.
abstract contract SlashingTest is RegistryTest {
    address internal constant REPORTER = address(0x0bee);
    address internal constant RELAYER = address(0x0abc);
    uint40 internal constant EVIDENCE_AGE = 5 days;
    uint40 internal constant FAULT_MEMORY = 90 days;

    function setUp() public virtual override {
        super.setUp();
        _register();
    }

    // Messages

    /// 0.10 a GB, valid for a day.
    function _quote() internal view returns (Quote memory) {
        return _quote(node);
    }

    function _quote(Party memory of_) internal view returns (Quote memory) {
        return Quote({
            node: of_.at,
            payer: STRANGER,
            nonce: keccak256("nonce"),
            pricePerGB: 100_000,
            validFrom: uint40(block.timestamp),
            validUntil: uint40(block.timestamp) + DAY,
            transport: 1,
            descriptorHash: keccak256("descriptor")
        });
    }

    function _demand(Quote memory quote, uint64 sequence, uint64 bytesTotal, uint96 amount)
        internal
        pure
        returns (Demand memory)
    {
        return Demand(NodeMessages.hash(quote), sequence, bytesTotal, amount);
    }

    function _signed(Party memory by, bytes32 structHash) internal view returns (bytes memory) {
        return _sign(by, Messages.digest(_domain(), structHash));
    }

    function _signed(Party memory by, Quote memory quote) internal view returns (bytes memory) {
        return _signed(by, NodeMessages.hash(quote));
    }

    function _signed(Party memory by, Demand memory demand) internal view returns (bytes memory) {
        return _signed(by, NodeMessages.hash(demand));
    }

    // Steps

    /// Reports F1, signed by `by`, as RELAYER for REPORTER. Signatures are made before the call that a test may expect to revert: use `_expect…` in between.
    function _overcharge(Party memory by, Quote memory quote, Demand memory demand) internal {
        (bytes memory a, bytes memory b) = (_signed(by, quote), _signed(by, demand));
        vm.prank(RELAYER);
        registry.slashOvercharge(quote, a, demand, b, REPORTER);
    }

    function _contradiction(Party memory by, Quote memory quote, Demand memory one, Demand memory other) internal {
        (bytes memory a, bytes memory b, bytes memory c) = (_signed(by, quote), _signed(by, one), _signed(by, other));
        vm.prank(RELAYER);
        registry.slashContradiction(quote, a, one, b, other, c, REPORTER);
    }

    /// A fresh provable fault of `by`, told apart by `number`, reported at once.
    function _fault(Party memory by, uint64 number) internal {
        Quote memory quote = _quote();
        _overcharge(by, quote, _demand(quote, number, 1_000_000_000, 100_001));
    }

    // Expectations

    function _evidence(Quote memory quote, Demand memory demand) internal pure returns (bytes32) {
        return NodeMessages.pair(NodeMessages.hash(quote), NodeMessages.hash(demand));
    }

    function _bond() internal view returns (uint96) {
        return registry.nodeOf(node.at).bond;
    }

    function _assertSlashed(bytes32 evidence, address key, uint8 fault, uint96 amount, uint96 bounty, uint96 bond)
        internal
    {
        _assertOnlyEvent(
            INodeRegistry.Slashed.selector,
            node.at,
            _word(REPORTER),
            evidence,
            abi.encode(key, fault, amount, bounty, bond)
        );
    }

    /// The record after its first slash now, of 5%.
    function _slashedOnce() internal view returns (Node memory record) {
        record = _fresh();
        record.bond = STAKE - 5_000_000;
        record.slashes = 1;
        record.lastSlashAt = uint40(block.timestamp);
    }

    function _assertUnharmed() internal view {
        _assertRecord(_fresh());
        vm.assertEq(registry.bountyOf(REPORTER), 0, "bounty");
    }
}
